import { Readable } from 'node:stream';
import { Bytes } from '../../core/files/bytes.js';
import { randomHex } from '../../core/util/random.js';

/** A part of a body of several parts. */
export interface RelatedPart {
  data: Bytes;
  type: string;
  id: string | undefined;
}

/** A body of several parts other than a form: `multipart/related`. It is streamed. */
export function relatedBody(parts: readonly RelatedPart[], kind: string): Bytes {
  const boundary = `oint-${randomHex(16)}`;
  const all = parts.map((part) => ({ ...part, head: headOf(part, boundary) }));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  const sizes = all.map(({ head, data }) => head.length + (data.size ?? Number.NaN) + 2);
  const size = sizes.reduce((sum, one) => sum + one, tail.length);
  async function* content() {
    for (const { head, data } of all) {
      yield head;
      for await (const chunk of await data.open()) yield Buffer.from(chunk as Uint8Array);
      yield Buffer.from('\r\n');
    }
    yield tail;
  }
  return new Bytes({
    open: () => Readable.from(content(), { objectMode: false }),
    size: Number.isNaN(size) ? undefined : size,
    replayable: parts.every(({ data }) => data.replayable),
    type: `multipart/${kind}; boundary=${boundary}`,
    from: `${parts.length} parts`,
  });
}

/** A line break in a value would start another header. */
const line = (text: string) => text.replace(/[\r\n]+/g, ' ');

function headOf({ type, id }: RelatedPart, boundary: string): Buffer {
  const lines = [`--${boundary}`, `Content-Type: ${line(type)}`];
  if (id !== undefined) lines.push(`Content-ID: ${line(/^<.*>$/.test(id) ? id : `<${id}>`)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}
