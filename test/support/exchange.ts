import { Readable } from 'node:stream';
import fc from 'fast-check';
import { Call } from '../../src/core/definition/call.js';
import { StreamBody } from '../../src/core/http/body.js';
import { build } from '../../src/core/http/build.js';
import type { Exchange } from '../../src/core/http/message.js';
import { Watch } from '../../src/core/http/watch.js';

/** A response whose body arrives in exactly these chunks, which no network guarantees. */
export function exchangeOf(chunks: readonly Uint8Array[]): Exchange {
  const call = new Call('test Method', 'read', { retries: 0 });
  const watch = new Watch(call, (error) => {
    throw error;
  });
  const request = build(call, 'GET', new URL('http://test'), {});
  const answer = {
    status: 200,
    headers: {},
    body: new StreamBody(Readable.from(chunks, { objectMode: true })),
    watch,
    release: () => watch.stop(),
    reason: () => undefined,
  };
  return { request, answer, call };
}

/** Positions to split a body: at any bytes, also inside a character. */
export const cuts = fc.array(fc.nat(400));

/** The bytes of a text, split at these positions. */
export function chunksOf(text: string, cuts: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const places = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))];
  places.sort((a, b) => a - b);
  return [...places, bytes.length].map((to, index) =>
    bytes.subarray(index === 0 ? 0 : places[index - 1], to),
  );
}
