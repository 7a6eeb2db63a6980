import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BadMessage, MessageCheck } from './frames.js';

function message(
  length: number,
  code: number,
  body = Math.min(200, Math.max(0, length - 16)),
): Buffer {
  const found = Buffer.alloc(16 + body);
  found.writeInt32LE(length, 0);
  found.writeInt32LE(code, 12);
  return found;
}

/** Looks at bytes in pieces of these sizes. */
function look(data: Buffer, sizes: readonly number[]): void {
  const check = new MessageCheck();
  let at = 0;
  for (let turn = 0; at < data.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    check.see(data.subarray(at, at + size));
    at += size;
  }
}

it('messages are accepted in pieces of any size', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  const lengths = fc.array(fc.integer({ min: 16, max: 200 }));
  fc.assert(
    fc.property(lengths, sizes, (all, pieces) => {
      look(Buffer.concat(all.map((length) => message(length, 2013))), pieces);
    }),
  );
});

it.each([
  ['of no bytes', message(0, 2013)],
  ['with a negative length', message(-1, 2013)],
  ['that is larger than any', message(2 ** 31 - 1, 2013)],
  ['that is compressed', message(100, 2012)],
  ['of another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
])('a message %s is refused, also after others', (_, bad) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  fc.assert(
    fc.property(sizes, (pieces) => {
      expect(() => look(Buffer.concat([message(20, 1), bad]), pieces)).toThrow(BadMessage);
    }),
  );
});

it('other bytes are accepted or refused, and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        new MessageCheck().see(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(BadMessage);
      }
    }),
  );
});
