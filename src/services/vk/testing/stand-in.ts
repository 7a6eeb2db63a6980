import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import { Uploads } from './uploads.js';

/** The token of a user who manages the community, and the token of the community. */
export const TOKEN = 'vk1.a.110201543-AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
export const GROUP_TOKEN = 'vk1.a.218704372-BBGdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

export const description = readDescription(new URL('./description.json', import.meta.url));

/**
 * A server that stands in for api.vk.com and for its servers for uploads. If `busyEvery` is 5, every
 * fifth call of a method is one too many for its second.
 */
export function start({ busyEvery = Number.POSITIVE_INFINITY } = {}): Promise<StandIn> {
  return StandIn.start(description, behavior(busyEvery));
}

/** Methods that accept the token of a community. */
const FOR_COMMUNITIES =
  /^(messages\.send|wall\.createComment|stories\.|utils\.getShortLink|market\.getGroupOrders)/;

/** https://dev.vk.com/reference/errors */
const CODES: Partial<Record<Problem['wrong'], [number, string]>> = {
  operation: [3, 'Unknown method passed'],
  authorization: [5, 'User authorization failed: invalid access_token (4).'],
  'rate limit': [6, 'Too many requests per second'],
  unavailable: [10, 'Internal server error'],
  'not found': [104, 'Not found'],
};

function refuse({ wrong, name, message, code, more }: Problem): Answer {
  const words = `One of the parameters specified was missing or invalid: ${name ?? message}`;
  const [number, text] = CODES[wrong] ?? [100, words];
  const error = { error_code: code ? Number(code) : number, error_msg: code ? message : text };
  return { body: { error: { ...error, ...more } } };
}

/** What VK repeats of a request in its errors. */
function echo(name: string, values: Values): Values {
  const pairs = Object.entries({ method: name, ...values });
  return { request_params: pairs.map(([key, value]) => ({ key, value: String(value) })) };
}

const ATTACHMENT = /^([a-z]+-?\d+_\d+|https?:\/\/\S+)$/;

function ruleOf(name: string, values: Values): Problem | undefined {
  const invalid = (param: string): Problem => ({ wrong: 'type', name: param, message: 'invalid' });
  if (!(Number(String(values.v).split('.')[1]) >= 199)) {
    return { wrong: 'rule', code: '8', message: 'Invalid request: v (version) is required' };
  }
  if (name === 'wall.post') {
    const attachments = (values.attachments ?? []) as string[];
    if (values.message === undefined && attachments.length === 0) return invalid('message');
    const isWrong = attachments.length > 10 || !attachments.every((one) => ATTACHMENT.test(one));
    if (isWrong) return invalid('attachments');
    // A user cannot post to the own wall as a community.
    if (values.from_group === true && !(Number(values.owner_id) < 0)) return invalid('from_group');
  }
  const items = (values.item_ids ?? []) as unknown[];
  if (name === 'market.getById' && !items.every((one) => /^-?\d+_\d+$/.test(String(one)))) {
    return invalid('item_ids');
  }
  if (name === 'messages.send' && values.random_id === undefined) return invalid('random_id');
  if (name.startsWith('ads.')) {
    return { wrong: 'rule', code: '15', message: 'Access denied', more: echo(name, values) };
  }
  return undefined;
}

/** A new one for each server: it stores the files and the messages that arrived. */
function behavior(busyEvery: number): Behavior {
  let calls = 0;
  const uploads = new Uploads();
  const sent = new Map<string, number>();
  const offset = (max: number, size: number) =>
    ({ by: 'offset', from: 'offset', limit: 'count', size, max, total: 'response.count' }) as const;
  const item = { kind: 'products', by: 'item_id', at: 'response' } as const;
  return {
    refuse,
    authorize({ name, values }) {
      const { access_token: token } = values;
      const more = echo(name, values);
      calls++;
      if (calls % busyEvery === 0) return { wrong: 'rate limit', message: '' };
      if (token !== TOKEN && token !== GROUP_TOKEN) {
        return { wrong: 'authorization', message: 'invalid access_token', more };
      }
      if (token === TOKEN || FOR_COMMUNITIES.test(name)) return undefined;
      const message = 'Group authorization failed: method is unavailable with group auth.';
      return { wrong: 'rule', code: '27', message, more };
    },
    rule: ({ name, values }) => ruleOf(name, values),
    kinds: {
      products: { ids: ['market_item_id', 'id'], id: (n) => 9000 + n },
      selections: { ids: ['market_album_id', 'id'], id: (n) => n },
      orders: { ids: ['id'], id: (n) => n },
      posts: { ids: ['post_id'], id: (n) => 4400 + n },
    },
    keeps: {
      'wall.post': { does: 'create', kind: 'posts', at: 'response' },
      'market.add': { does: 'create', ...item },
      'market.addAlbum': { does: 'create', kind: 'selections', at: 'response' },
      'market.get': {
        ...{ does: 'list', kind: 'products', at: 'response.items' },
        paging: offset(200, 100),
      },
      'market.getAlbums': {
        ...{ does: 'list', kind: 'selections', at: 'response.items' },
        paging: offset(100, 50),
      },
      'market.getGroupOrders': {
        ...{ does: 'list', kind: 'orders', at: 'response.items' },
        paging: offset(50, 10),
      },
    },
    instead: {
      ...uploads.operations,
      'messages.send': ({ values }) => {
        const key = `${values.peer_id ?? values.domain} ${values.random_id}`;
        const message = sent.get(key) ?? sent.size + 1;
        sent.set(key, message);
        return { body: { response: message } };
      },
    },
    routes: uploads.routes,
  };
}
