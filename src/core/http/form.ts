import type { Readable } from 'node:stream';
import { Bytes } from '../files/bytes.js';
import { randomHex } from '../util/random.js';
import { bytesOf, Opened, READ_AHEAD } from './bytes-body.js';
import { streamOf } from './streaming.js';

/** A field of a multipart form: text, or the bytes of a file. */
export type FormField = readonly [name: string, value: string | Bytes];

interface FormBody {
  type: string;
  /** In bytes, if the size of every file is known. */
  length: number | undefined;
  replayable: boolean;
  open(): Readable;
}

/** A multipart/form-data body, generated while it is read: no file is held in memory. */
export function formBody(fields: readonly FormField[]): FormBody {
  const boundary = `oint-${randomHex(16)}`;
  const parts = fields.map(
    ([name, value]): Part => ({
      head: partHead(boundary, name, value),
      value,
    }),
  );
  const tail = Buffer.from(`--${boundary}--\r\n`);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length: lengthOf(parts, tail),
    replayable: fields.every(([, value]) => !(value instanceof Bytes) || value.replayable),
    open() {
      const opened = new Opened();
      return streamOf(content(parts, tail, opened), () => opened.stop(), READ_AHEAD);
    },
  };
}

interface Part {
  head: Buffer;
  value: string | Bytes;
}

function lengthOf(parts: readonly Part[], tail: Buffer): number | undefined {
  let length = tail.length;
  for (const { head, value } of parts) {
    const size = value instanceof Bytes ? value.size : Buffer.byteLength(value);
    if (size === undefined) return undefined;
    length += head.length + size + LINE_END.length;
  }
  return length;
}

const LINE_END = Buffer.from('\r\n');

async function* content(
  parts: readonly Part[],
  tail: Buffer,
  opened: Opened,
): AsyncGenerator<Uint8Array> {
  for (const { head, value } of parts) {
    yield head;
    if (value instanceof Bytes) yield* bytesOf(value, opened);
    else if (value !== '') yield Buffer.from(value);
    yield LINE_END;
  }
  yield tail;
}

function partHead(boundary: string, name: string, value: string | Bytes): Buffer {
  const lines = [`--${boundary}`, `Content-Disposition: form-data; name="${quoted(name)}"`];
  if (value instanceof Bytes) {
    lines[1] += `; filename="${quoted(value.name ?? 'file')}"`;
    lines.push(
      `Content-Type: ${(value.type ?? 'application/octet-stream').replace(/[\r\n]/g, ' ')}`,
    );
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

/** Escaped as in browsers: a name can neither close its quotes nor start another header. */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
