import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { callContext } from '../definition/param.js';
import type { Bytes } from './bytes.js';
import { readThrough } from './read-through.js';

/**
 * All of the data in memory, for requests that send it as text. More than `largest` bytes is an
 * error that names the param: a mistake, or an endless stream.
 */
export async function readBounded(
  data: Bytes,
  call: Call,
  { largest, param }: { largest: number; param: string },
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  await readThrough(data, call, (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= largest) return;
    const limit = `${Math.floor(largest / 2 ** 20)} MiB`;
    const what = call.redactor.text(`: ${data.from} is larger than ${limit}`);
    throw inputError(callContext(call, param), what);
  });
  return Buffer.concat(chunks);
}
