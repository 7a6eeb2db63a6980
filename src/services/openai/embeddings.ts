import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { Embeddings } from './types.js';

/**
 * Converts vectors to the requested form: numbers, or with `encoding_format: base64` the Base64 of
 * 32-bit floats. Some servers send the other one; anything else is returned unchanged.
 */
export function asAsked(answer: Embeddings, options: JsonRecord | undefined): Embeddings {
  if (!Array.isArray(answer?.data)) return answer;
  const format = options?.encoding_format ?? 'float';
  if (format !== 'float' && format !== 'base64') return answer;
  const change = format === 'base64' ? toBase64 : toNumbers;
  const data = inOrder(answer.data).map((item) => {
    const embedding: unknown = isRecord(item) ? change(item.embedding) : undefined;
    return embedding === undefined ? item : { ...item, embedding };
  });
  return { ...answer, data: data as Embeddings['data'] };
}

/** In the order of the texts, as far as each item says which text it is for. */
function inOrder(data: Embeddings['data']): Embeddings['data'] {
  const sorted: Embeddings['data'] = [];
  for (const item of data) {
    const index: unknown = isRecord(item) ? item.index : undefined;
    if (typeof index !== 'number' || !(index in data)) return data;
    sorted[index] = item;
  }
  // Some servers give every item the same index.
  return Object.keys(sorted).length === data.length ? sorted : data;
}

const BYTES = 4;

/** Returns `undefined` if it is not Base64 of floats. */
function toNumbers(value: unknown): number[] | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 0 || bytes.length % BYTES !== 0) return undefined;
  return Array.from({ length: bytes.length / BYTES }, (_, at) => bytes.readFloatLE(at * BYTES));
}

function toBase64(value: unknown): string | undefined {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'number')) return undefined;
  const bytes = Buffer.alloc(value.length * BYTES);
  value.forEach((item, at) => {
    bytes.writeFloatLE(item, at * BYTES);
  });
  return bytes.toString('base64');
}
