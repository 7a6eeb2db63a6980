import type { Behavior } from '../../../../test/stand-in/behavior.js';
import {
  type Description,
  isRecord,
  readDescription,
  type Values,
} from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const TOKEN = 'y0_AgAAAABkYz12AAUFsgAAAADhMetrika';

export const description: Description = readDescription(
  new URL('./description.json', import.meta.url),
);

/** The counters of a user by ID. */
export type Counters = Map<number, Values>;

/** A server that stands in for api-metrika.yandex.net. */
export async function start(): Promise<StandIn & { counters: Counters }> {
  const counters: Counters = new Map();
  const server = await StandIn.start(description, behavior(counters));
  return Object.assign(server, { counters });
}

const CODES: Partial<Record<Problem['wrong'], readonly [number, string]>> = {
  authorization: [401, 'invalid_token'],
  operation: [404, 'not_found'],
  verb: [405, 'not_allowed'],
  'not found': [404, 'not_found'],
  'rate limit': [429, 'quota_requests_by_ip'],
  unavailable: [503, 'backend_error'],
};

function refuse({ wrong, message, code }: Problem): Answer {
  const [status, usual] = CODES[wrong] ?? [400, 'invalid_parameter'];
  const error_type = code ?? usual;
  return { status, body: { errors: [{ error_type, message }], code: status, message } };
}

/** The lists that a request must name to get, and that another request replaces. */
const LISTS = { goals: 'goals', filters: 'filters', operations: 'operations', grants: 'grants' };
const SHOWN: Readonly<Record<string, string>> = {
  ...LISTS,
  mirrors2: 'mirrors',
  measurement_tokens: 'measurement_tokens',
};

function shown(counter: Values, field: unknown): Values {
  const asked = String(field ?? '').split(',');
  const fields = Object.entries(counter).filter(
    ([name]) => !Object.hasOwn(SHOWN, name) || asked.includes(SHOWN[name]!),
  );
  return Object.fromEntries(fields);
}

function behavior(counters: Counters): Behavior {
  const list = ({ values }: { values: Values }): Answer => {
    const { offset = 1, per_page: size = 100, search_string: part } = values;
    const wanted = [...counters.values()].filter(({ name }) =>
      String(name).includes(String(part ?? '')),
    );
    const from = Number(offset) - 1;
    const page = wanted.slice(from, from + Math.min(Number(size), 1000));
    return { body: { rows: wanted.length, counters: page.map((one) => shown(one, '')) } };
  };
  return {
    refuse,
    authorize: ({ request }) =>
      request.headers.authorization === `OAuth ${TOKEN}`
        ? undefined
        : { wrong: 'authorization', message: 'Invalid oauth_token' },
    rule({ name, values }) {
      const { label, counter } = values;
      if (/labels?(\/|$)/.test(name) && /^(post|put)/.test(name) && !nameOf(label)) {
        return { wrong: 'missing', name: 'label.name', message: 'label.name is missing' };
      }
      if (name === 'post /management/v1/counters' && !nameOf(counter)) {
        return { wrong: 'missing', name: 'counter.name', message: 'counter.name is missing' };
      }
      if (Number(values.counterId) === 404)
        return { wrong: 'not found', message: 'Object not found' };
      return undefined;
    },
    instead: {
      'get /management/v1/counters': list,
      'get /management/v1/counter/{counterId}': ({ values }) => {
        const found = counters.get(Number(values.counterId));
        return found && { body: { counter: shown(found, values.field) } };
      },
      'put /management/v1/counter/{counterId}': ({ values }) => {
        const id = Number(values.counterId);
        const before = counters.get(id);
        if (!before) return undefined;
        const lists = Object.keys({ ...SHOWN, labels: '' });
        const others = Object.entries(before).filter(([name]) => !lists.includes(name));
        const changed = { ...Object.fromEntries(others), ...(values.counter as Values), id };
        counters.set(id, changed);
        return { body: { counter: changed } };
      },
    },
  };
}

function nameOf(thing: unknown): unknown {
  return isRecord(thing) ? thing.name : undefined;
}
