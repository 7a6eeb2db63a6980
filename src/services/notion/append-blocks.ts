import type { Call } from '../../core/definition/call.js';
import { ConnectionError, HttpError, OintError, TimeoutError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { idOf } from './ids.js';
import { type Asking, send } from './wire.js';

/** Notion accepts no more blocks in one request. */
const MOST = 100;

interface Append {
  parent: string;
  /** The blocks, or the ID of one to copy. */
  block: readonly JsonRecord[] | string;
  after: string | undefined;
}

/** Appends blocks in order, in as many requests as necessary. */
export async function appendBlocks(
  call: Call,
  asking: Asking,
  { parent, block, after }: Append,
): Promise<JsonRecord> {
  const all =
    typeof block === 'string'
      ? [essentials(await send(call, asking, 'GET /blocks/{id}', { id: idOf(block) }))]
      : block.map(essentials);
  const results: unknown[] = [];
  let last: JsonRecord = {};
  // Each request appends after the blocks of the previous one. Without `after`, that is the default.
  let follows = after && idOf(after);
  for (let at = 0; at === 0 || at < all.length; at += MOST) {
    const children = all.slice(at, at + MOST);
    const fields = { id: parent, children, after: follows };
    try {
      last = await send(call, asking, 'PATCH /blocks/{id}/children', fields);
    } catch (error) {
      throw at > 0 ? inTheMiddle(error, call, { all: all.length, at, last, results }) : error;
    }
    const added = Array.isArray(last.results) ? last.results : [];
    results.push(...added);
    if (follows) follows = String(added.at(-1)?.id ?? follows);
  }
  return { ...last, results };
}

/** How far the blocks have come: `at` of them were added, which are the results. */
interface Progress {
  all: number;
  at: number;
  last: JsonRecord;
  results: readonly unknown[];
}

/** What was added stays: the error says how to add the rest, and not all of it a second time. */
function inTheMiddle(error: unknown, call: Call, { all, at, last, results }: Progress): unknown {
  if (!(error instanceof OintError)) return error;
  error.partial = call.redactor.deep({ ...last, results });
  const block = (index: number) => call.label(`block[${index}]`);
  const added = results.at(-1);
  const behind = isRecord(added) ? `, with ${call.label('after')} ${added.id}` : '';
  error.advises(
    `${at} of the ${all} blocks were added. To add the others, pass ${block(at)} and those behind it${behind}.`,
  );
  if (isRefused(error)) return error;
  const end = Math.min(at + MOST, all) - 1;
  return error.advises(`${block(at)} to ${block(end)} may have been added too: look first.`);
}

/** True where Notion has certainly done nothing of what the request asked for. */
function isRefused(error: OintError): boolean {
  if (error instanceof HttpError) return error.status < 500;
  if (error instanceof TimeoutError) return error.deadline === 'connectTimeout';
  return error instanceof ConnectionError && !error.sent;
}

/** A block without what Notion adds to it: with that it could not be created again. */
export function essentials(block: JsonRecord): JsonRecord {
  const { type } = block;
  if (typeof type !== 'string' || !isRecord(block[type])) return block;
  return { object: 'block', type, [type]: withoutAdded(block[type]) };
}

/** Fields that Notion adds to each rich text object: the plain text and the URL of the link. */
const ADDED = ['plain_text', 'href'];

function withoutAdded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAdded);
  if (!isRecord(value)) return value;
  // Notion returns unset fields as null, but does not accept null.
  const own = Object.entries(value).filter(
    ([key, item]) => item !== null && !(ADDED.includes(key) && 'type' in value),
  );
  return Object.fromEntries(own.map(([key, item]) => [key, withoutAdded(item)]));
}
