import type { Call } from '../../core/definition/call.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { idOf } from './ids.js';
import { type Asking, send } from './wire.js';

/** Notion takes no more blocks in one request. */
const MOST = 100;

interface Append {
  parent: string;
  /** The blocks, or the ID of one to copy. */
  block: readonly JsonRecord[] | string;
  after: string | undefined;
}

/** Adds blocks in their order, in as many requests as they need. */
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
  // Each part follows the one before it; at the end of a page the next comes last by itself.
  let follows = after && idOf(after);
  for (let at = 0; at === 0 || at < all.length; at += MOST) {
    const children = all.slice(at, at + MOST);
    const fields = { id: parent, children, after: follows };
    last = await send(call, asking, 'PATCH /blocks/{id}/children', fields);
    const added = Array.isArray(last.results) ? last.results : [];
    results.push(...added);
    if (follows) follows = String(added.at(-1)?.id ?? follows);
  }
  return { ...last, results };
}

/** A block without what Notion adds to it: with that it could not be created again. */
export function essentials(block: JsonRecord): JsonRecord {
  const { type } = block;
  if (typeof type !== 'string' || !isRecord(block[type])) return block;
  return { object: 'block', type, [type]: withoutAdded(block[type]) };
}

/** Added to each piece of rich text: what it reads as, and where its link leads. */
const ADDED = ['plain_text', 'href'];

function withoutAdded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAdded);
  if (!isRecord(value)) return value;
  // What Notion has not set it gives as null, and does not take as such.
  const own = Object.entries(value).filter(
    ([key, item]) => item !== null && !(ADDED.includes(key) && 'type' in value),
  );
  return Object.fromEntries(own.map(([key, item]) => [key, withoutAdded(item)]));
}
