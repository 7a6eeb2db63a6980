import type { Behavior, Stage } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import type { Call } from '../../../../test/stand-in/request.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import type { Shelves } from '../../../../test/stand-in/shelves.js';

export const ACCOUNT = {
  id: 'wqGwiQx0gg8mLtiEKsUinjVSICCjtTEP',
  password: 'stand-in-password-5d8e2c71b4f6',
};
export const TOKEN = 'stand-in-token.0b5f1c8e6a2d4f3b9c7e';
export const EXPIRED = 'expired-token.6a2d4f3b9c7e0b5f1c8e';
export const PDF = '%PDF-1.7 form';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for api.cdek.ru: https://apidoc.cdek.ru. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

const TIME = '2026-11-30T10:00:00+0000';

/** Errors of the entity are in a request of it, others at the top. */
function refuse({ wrong, message, code, status }: Problem): Answer {
  if (wrong === 'rate limit') return { status: 429, body: '' };
  if (wrong === 'unavailable') return { status: 503, body: '' };
  const [usual, known] = CODES[wrong] ?? [400, 'v2_invalid_format'];
  const error = { code: code ?? known, additional_code: '0x7B234F39', message };
  if (wrong !== 'authorization' && wrong !== 'not found') {
    return { status: status ?? usual, body: { errors: [error] } };
  }
  const type = wrong === 'authorization' ? 'AUTH' : 'GET';
  const request = { type, date_time: TIME, state: 'INVALID', errors: [error] };
  return { status: status ?? usual, body: { requests: [request], related_entities: [] } };
}

const CODES: Partial<Record<Problem['wrong'], readonly [number, string]>> = {
  authorization: [401, 'v2_token_expired'],
  'not found': [400, 'v2_entity_not_found'],
  missing: [400, 'v2_field_is_empty'],
};

function authorize({ name, request: { headers } }: Call): Problem | undefined {
  const { authorization } = headers;
  if (name === 'getOAuthToken' || authorization === `Bearer ${TOKEN}`) return undefined;
  if (authorization === `Bearer ${EXPIRED}`) {
    return { wrong: 'authorization', message: 'Token is expired' };
  }
  const code = 'v2_authorization_incorrect';
  return { wrong: 'authorization', code, message: 'The token is not valid' };
}

/** Orders of this tariff are refused when CDEK checks them. */
export const WRONG_TARIFF = 9999;

/** What an operation asks for, by its name. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ register_1: 'CREATE', register: 'CREATE', create: 'CREATE', register_2: 'CREATE' },
  ...{ waybillPrint: 'CREATE', barcodePrint: 'CREATE', refuse: 'CREATE' },
  ...{ update: 'UPDATE', clientReturn: 'CREATE_CLIENT_RETURN' },
  ...{ delete: 'DELETE', deleteByUuid: 'DELETE' },
};

const READS = ['get_1', 'get_2', 'get_3', 'getByUuid', 'waybillGet', 'barcodeGet'];

const behavior: Behavior = {
  refuse,
  authorize,
  kinds: { entities: { ids: ['uuid'], id: uuidOf } },
  routes: {
    'GET /v2/print/orders/{uuid}.pdf': pdf,
    'GET /v2/print/barcodes/{uuid}.pdf': pdf,
  },
  instead: {
    getOAuthToken: token,
    search: page,
    regions: page,
    ...Object.fromEntries(READS.map((name) => [name, orUnknown])),
  },
  finish(whole, call, { shelves }) {
    if (Array.isArray(whole)) return whole;
    const { errors: _, warnings: __, ...body } = whole;
    const type = TYPES[call.name];
    if (type) return { ...body, ...accepted(type, call, shelves) };
    return READS.includes(call.name) ? { ...body, ...current(body, call, shelves) } : body;
  },
};

function token({ values }: Call): Answer {
  const { grant_type: grant, client_id: id, client_secret: secret } = values;
  if (grant !== 'client_credentials' || id !== ACCOUNT.id || secret !== ACCOUNT.password) {
    const body = { error: 'invalid_client', error_description: 'Bad client credentials' };
    return { status: 401, body };
  }
  const scope = 'location:all order:all payment:all';
  const jti = '36d0e694-d2de-4530-bf0e-3c489fc72830';
  return { body: { access_token: TOKEN, token_type: 'bearer', expires_in: 3599, scope, jti } };
}

/** Pages count from 0; the number of pages is in a header. */
function page({ values }: Call, { shelves }: Stage): Answer | undefined {
  if (shelves.isUntouched('offices')) return undefined;
  const all = shelves.list('offices').map(({ facts }) => facts);
  const size = Number(values.size ?? all.length);
  const start = Number(values.page ?? 0) * size;
  const headers = { 'X-Total-Pages': String(Math.ceil(all.length / size)) };
  return { headers, body: all.slice(start, start + size) };
}

/** A request that is accepted, and processed when its state is asked for the second time. */
function accepted(type: string, { values }: Call, shelves: Shelves): Values {
  const isNew = values.uuid === undefined;
  const known = isNew ? undefined : shelves.find('entities', values.uuid);
  const thing = known?.isListed
    ? known
    : shelves.put('entities', { ...known?.facts, requests: isNew ? [] : [request('CREATE', 0)] });
  if (isNew) thing.facts = { ...values, ...thing.facts };
  const requests = thing.facts.requests as Values[];
  const isWrong = values.tariff_code === WRONG_TARIFF;
  const added = { ...request(type, requests.length), state: 'ACCEPTED', isWrong };
  thing.facts = { ...thing.facts, requests: [...requests, added] };
  const { isWrong: _, ...shown } = added;
  return { entity: { uuid: thing.id }, requests: [shown], related_entities: [] };
}

function request(type: string, at: number): Values {
  const request_uuid = `72753031-9b53-48a4-8814-${String(at).padStart(12, '0')}`;
  return { request_uuid, type, state: 'SUCCESSFUL', date_time: TIME };
}

/** What has become of an entity: shown as it is, and then processed. */
function current(body: Values, { values }: Call, shelves: Shelves): Values {
  const thing = shelves.find('entities', values.uuid)!;
  const requests = (thing.facts.requests as Values[] | undefined) ?? [request('CREATE', 0)];
  const isPending = requests.some(({ state }) => state === 'ACCEPTED');
  const isFailed = requests.some(({ state }) => state === 'INVALID');
  thing.facts = { ...thing.facts, requests: requests.map(processed) };
  const code = isPending ? 'ACCEPTED' : isFailed ? 'INVALID' : 'READY';
  const sent = Object.entries(thing.facts).filter(([name]) => name in (body.entity as Values));
  const entity = { ...(body.entity as Values), ...Object.fromEntries(sent), uuid: values.uuid };
  const statuses = [{ code: 'ACCEPTED', name: 'Принят', date_time: TIME }];
  if (code !== 'ACCEPTED') statuses.push({ code, name: 'Обработан', date_time: TIME });
  const shown = requests.map(({ isWrong: _, ...one }) => one);
  return { entity: { ...entity, statuses }, requests: shown };
}

function processed(one: Values): Values {
  if (one.state !== 'ACCEPTED') return one;
  if (!one.isWrong) return { ...one, state: 'SUCCESSFUL' };
  const errors = [{ code: 'v2_tariff_not_found', message: 'Тариф недоступен' }];
  return { ...one, state: 'INVALID', errors };
}

/** An entity that was deleted is not known any more. */
function orUnknown({ values }: Call, { shelves }: Stage): Problem | undefined {
  const requests = (shelves.find('entities', values.uuid)?.facts.requests ?? []) as Values[];
  const isGone = requests.some(({ type, state }) => type === 'DELETE' && state === 'SUCCESSFUL');
  const message = `Entity is not found by uuid ${values.uuid}`;
  return isGone ? { wrong: 'not found', message } : undefined;
}

function uuidOf(n: number): string {
  return `72753031-826d-4ef7-b127-${String(n).padStart(12, '0')}`;
}

function pdf({ headers }: { headers: Readonly<Record<string, unknown>> }): Answer {
  if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: '' };
  return { headers: { 'content-type': 'application/pdf' }, body: Buffer.from(PDF) };
}
