import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { paramsSchema } from './check.js';
import { type Description, pathParams, type Schema, type Values } from './description.js';
import type { StandIn } from './server.js';
import { Shapes } from './shape.js';

/** How a service is reached, and how it says no. */
export interface Way {
  readonly description: Description;
  readonly headers: Record<string, string>;
  /** The address of a path below the base. */
  url(standIn: StandIn, path: string): string;
  isRefusal(status: number, body: Values): boolean;
  /** Operations that need something done before them. */
  readonly except?: readonly string[];
}

/** Parameters that lead to the next page: no value but one from an answer is right. */
const CURSORS = ['cursor', 'start_cursor', 'start', 'START', 'page'];

type Whole = { required: string[]; properties: Record<string, Schema> };

/** Most types have none of these. */
const WRONG = ['no such thing', { no_such_thing: [{}] }, [[[]]]];

/** Calls each operation rightly and wrongly: of wrong calls, those that the description tells. */
export function testEveryOperation(start: () => Promise<StandIn>, way: Way): void {
  const { description } = way;
  const { schemas } = description;
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  const names = Object.keys(description.operations);
  const shapes = new Shapes(description);

  /** Values for all parameters, or for those that are required. */
  const valuesOf = (name: string, isAll: boolean): Values => {
    const operation = description.operations[name]!;
    const whole = paramsSchema(description, operation);
    const required = [
      ...(whole.required as string[]),
      ...(operation.oneOf ?? []).map(([one]) => one),
    ];
    const common = Object.keys(description.common ?? {});
    const fields = Object.entries(whole.properties as Record<string, Schema>).filter(([field]) =>
      isAll ? ![...CURSORS, ...common].includes(field) : required.includes(field),
    );
    const properties = Object.fromEntries(fields);
    return shapes.fill({ type: 'object', properties, required }) as Values;
  };
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  beforeEach(() => standIn.reset());
  const request = async (name: string, values: Values) => {
    const answer = await send(name, values, way, standIn);
    const body = (await answer.json()) as Values;
    return { isRefused: way.isRefusal(answer.status, body), status: answer.status, body };
  };

  describe.each(names.filter((name) => !way.except?.includes(name)))('%s', (name) => {
    it.each([false, true])(
      'answers what its description allows; all parameters: %s',
      async (all) => {
        // The stand-in holds each answer against the description before it sends it.
        const { isRefused, status, body } = await request(name, valuesOf(name, all));
        expect({ isRefused, status, body }).toMatchObject({ isRefused: false, status: 200 });
      },
    );

    it('refuses unknown, missing and mistyped parameters', async () => {
      const good = valuesOf(name, false);
      const operation = description.operations[name]!;
      const { required, properties } = paramsSchema(description, operation) as Whole;
      const inPath = pathParams(operation);
      const isJson = (operation.places ?? description.places).includes('json');
      const wrong: Values[] = [{ ...good, no_such_thing: 'x' }];
      for (const field of required.filter((one) => !inPath.includes(one))) {
        const { [field]: _, ...others } = good;
        const mistyped = WRONG.filter((value) => isJson || typeof value === 'string')
          .filter((value) => !ajv.validate({ ...properties[field], schemas }, value))
          .map((value) => ({ ...good, [field]: value }));
        wrong.push(others, ...mistyped.slice(0, 1));
      }
      for (const values of wrong) {
        const given = JSON.stringify(values);
        expect({ given, ...(await request(name, values)) }).toMatchObject({ isRefused: true });
      }
      expect(standIn.calls).toEqual([]);
    });
  });
}

/** Sends values where the operation has them: JSON if it takes that, or else a form or the query. */
function send(name: string, values: Values, way: Way, standIn: StandIn): Promise<Response> {
  const { description, headers } = way;
  const operation = description.operations[name]!;
  const rest = { ...values };
  let path = operation.path ?? `/${name}`;
  for (const param of pathParams(operation)) {
    path = path.replace(`{${param}}`, encodeURIComponent(String(values[param])));
    delete rest[param];
  }
  const query = new URLSearchParams();
  const verb = (operation.verbs ?? description.verbs).at(-1)!;
  const places = operation.places ?? description.places;
  const hasNoBody = verb === 'GET' || verb === 'DELETE';
  const isInQuery = (field: string) =>
    hasNoBody || `${field}!` in { ...operation.query } || field in { ...operation.query };
  for (const [field, value] of Object.entries(rest)) {
    if (!isInQuery(field)) continue;
    query.set(field, asText(value));
    delete rest[field];
  }
  const url = `${way.url(standIn, path)}${query.size > 0 ? `?${query}` : ''}`;
  if (hasNoBody) return fetch(url, { method: verb, headers });
  if (places.includes('json')) {
    const type = { 'content-type': 'application/json' };
    return fetch(url, {
      method: verb,
      headers: { ...headers, ...type },
      body: JSON.stringify(rest),
    });
  }
  const form = Object.entries(rest).map(
    ([field, value]) => [field, asText(value)] as [string, string],
  );
  return fetch(url, { method: verb, headers, body: new URLSearchParams(form) });
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
