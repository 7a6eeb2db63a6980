import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const TOKEN = 'pat7zPMdLeLwBRvz5.8c1f0d3b5a7e9f2c4d6b8a0e1f3c5d7b';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for api.airtable.com. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

/** https://airtable.com/developers/web/api/errors */
const CODES: Partial<Record<Problem['wrong'], readonly [number, string]>> = {
  authorization: [401, 'AUTHENTICATION_REQUIRED'],
  'not found': [403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND'],
  cursor: [422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE'],
  unavailable: [503, 'SERVICE_UNAVAILABLE'],
};

function refuse({ wrong, message, code }: Problem): Answer {
  if (wrong === 'operation') return { status: 404, body: { error: 'NOT_FOUND' } };
  if (wrong === 'rate limit') {
    const told = 'You have exceeded the rate limit. Wait 30 seconds.';
    return { status: 429, body: { errors: [{ error: 'RATE_LIMIT_REACHED', message: told }] } };
  }
  const [status, type] = CODES[wrong] ?? [422, 'INVALID_REQUEST_UNKNOWN'];
  return { status, body: { error: { type: code ?? type, message } } };
}

const behavior: Behavior = {
  refuse,
  authorize: ({ request }) =>
    request.headers.authorization === `Bearer ${TOKEN}`
      ? undefined
      : { wrong: 'authorization', message: 'Authentication required' },
  rule({ name, values }) {
    const records = Array.isArray(values.records) ? (values.records as Values[]) : [];
    const isUnknown =
      name === 'createRecords' && records.some(({ fields }) => 'Nope' in Object(fields));
    return isUnknown
      ? { wrong: 'rule', code: 'UNKNOWN_FIELD_NAME', message: 'Unknown field name: "Nope"' }
      : undefined;
  },
  paging: { by: 'cursor', from: 'offset', size: 100, max: 100, next: 'offset' },
  kinds: {
    records: { ids: ['id'], id: (n) => `rec${String(n).padStart(14, '0')}` },
    comments: { ids: ['id'], id: (n) => `com${String(n).padStart(14, '0')}` },
    bases: { ids: ['id'], id: (n) => `app${String(n).padStart(14, '0')}` },
  },
  keeps: {
    listBases: { does: 'list', kind: 'bases', at: 'bases' },
    listRecords: { does: 'list', kind: 'records', at: 'records', within: 'table' },
    listComments: { does: 'list', kind: 'comments', at: 'comments', within: 'record' },
  },
  instead: {
    createRecords: ({ values }, { shelves }) => {
      const records = (values.records as Values[]).map(({ fields }) =>
        shelves.put('records', { fields }, values.table),
      );
      return { body: { records: records.map(({ facts }) => facts) } };
    },
    deleteRecords: ({ values }) => ({
      body: { records: [values['records[]']].flat().map((id) => ({ id, deleted: true })) },
    }),
  },
};
