import { JsonNumber } from '../core/json/number.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';

/** The ID of a request as the client wrote it: the response has every digit of it. */
export type Id = string | number | JsonNumber;

const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const INVALID_PARAMS = -32602;
export const SERVER_ERROR = -32000;
const RESOURCE_NOT_FOUND = -32002;
export const NO_RESOURCE = 'Resource not found';

/** Versions of the protocol with batches of messages. */
export const WITH_BATCHES: readonly string[] = ['2024-11-05', '2025-03-26'];

export interface ErrorResponse {
  jsonrpc: '2.0';
  id: Id | null;
  error: { code: number; message: string };
}

export interface Request {
  jsonrpc: '2.0';
  id: Id;
  method: string;
  params?: JsonRecord;
}

/** What a JSON value is in JSON-RPC 2.0. */
export type Incoming =
  | { kind: 'request'; message: Request }
  | { kind: 'notification'; message: Omit<Request, 'id'> }
  | { kind: 'response'; message: JsonRecord }
  | { kind: 'invalid'; answer: ErrorResponse }
  /** A notification that cannot be read: notifications get no response. */
  | { kind: 'ignored' };

export function errorResponse(id: Id | null, code: number, message: string): ErrorResponse {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

export const notJson = () =>
  errorResponse(null, PARSE_ERROR, 'Parse error: the message is not valid JSON');

/**
 * The SDK reports a missing resource with the code of the 2026 protocol. The earlier versions have
 * their own one.
 */
export function withEarlierCode<M extends object>(response: M): M {
  const { error } = response as { error?: unknown };
  if (!isRecord(error) || error.message !== NO_RESOURCE) return response;
  return { ...response, error: { ...error, code: RESOURCE_NOT_FOUND } };
}

/** Sorts a value that was read with all digits. They remain in the arguments of a tool only. */
export function sorted(value: unknown): Incoming {
  if (!isRecord(value)) return invalid(null, 'the message must be an object');
  const { jsonrpc, id, method, params } = value;
  const known = isId(id) ? id : null;
  if (jsonrpc !== '2.0') return invalid(known, 'jsonrpc must be "2.0"');
  if (method === undefined) return sortedResponse(value, known);
  if (typeof method !== 'string') return invalid(known, 'method must be a string');
  if (id !== undefined && known === null) {
    return invalid(null, 'id must be a string or a number');
  }
  const given = params ?? undefined;
  if (given !== undefined && !isRecord(given)) {
    if (known === null) return { kind: 'ignored' };
    const message = 'Invalid params: params must be an object';
    return { kind: 'invalid', answer: errorResponse(known, INVALID_PARAMS, message) };
  }
  const plain = given && (method === 'tools/call' ? exceptArguments(given) : withNumbers(given));
  const message = { jsonrpc: '2.0' as const, method, ...(plain && { params: plain }) };
  return known === null
    ? { kind: 'notification', message }
    : { kind: 'request', message: { ...message, id: known } };
}

function sortedResponse(value: JsonRecord, id: Id | null): Incoming {
  const { result, error } = value;
  // An error without an ID is a response to nothing known: an answer to it could go on forever.
  if (error === undefined && (result === undefined || id === null)) {
    return invalid(id, 'the message has no method');
  }
  return { kind: 'response', message: withNumbers(value) };
}

function invalid(id: Id | null, why: string): Incoming {
  const answer = errorResponse(id, INVALID_REQUEST, `Invalid Request: ${why}`);
  return { kind: 'invalid', answer };
}

function isId(id: unknown): id is Id {
  return typeof id === 'string' || typeof id === 'number' || id instanceof JsonNumber;
}

function exceptArguments({ arguments: exact, ...rest }: JsonRecord): JsonRecord {
  return { ...withNumbers(rest), ...(exact !== undefined && { arguments: exact }) };
}

/** Replaces each `JsonNumber` by the nearest number. Not recursive: a line may be nested deeply. */
function withNumbers(value: JsonRecord): JsonRecord {
  const open: object[] = [value];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const [key, item] of Object.entries(holder)) {
      if (item instanceof JsonNumber) {
        Object.defineProperty(holder, key, { value: Number(item.text) });
      } else if (typeof item === 'object' && item !== null) {
        open.push(item);
      }
    }
  }
  return value;
}
