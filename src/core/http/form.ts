import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Bytes } from '../bytes.js';

/** A field of a multipart form: text, or a file's bytes. */
export type FormField = readonly [name: string, value: string | Bytes];

interface FormBody {
  type: string;
  /** In bytes, where every file's size is known. */
  length: number | undefined;
  replayable: boolean;
  open(): Readable;
}

/** A multipart/form-data body that is made as it is read: no file is held in memory. */
export function formBody(fields: readonly FormField[]): FormBody {
  const boundary = `oint-${randomBytes(16).toString('hex')}`;
  const parts = fields.map(([name, value]) => ({ head: partHead(boundary, name, value), value }));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  let length: number | undefined = tail.length;
  for (const { head, value } of parts) {
    const size = value instanceof Bytes ? value.size : Buffer.byteLength(value);
    length =
      size === undefined || length === undefined ? undefined : length + head.length + size + 2;
  }
  async function* content(): AsyncGenerator<Uint8Array> {
    for (const { head, value } of parts) {
      yield head;
      if (value instanceof Bytes) yield* await value.open();
      else yield Buffer.from(value);
      yield Buffer.from('\r\n');
    }
    yield tail;
  }
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length,
    replayable: fields.every(([, value]) => !(value instanceof Bytes) || value.replayable),
    open: () => Readable.from(content(), { objectMode: false, highWaterMark: 1 << 20 }),
  };
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

/** As browsers write it: a name can neither end its quotes nor begin another header. */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
