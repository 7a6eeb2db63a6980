import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { json, type Received, start } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import { Bytes } from '../files/bytes.js';
import { type FormField, formBody } from './form.js';
import { request } from './request.js';

interface Part {
  head: string;
  data: Buffer;
}

/**
 * Parses a form to the byte, by the grammar of RFC 2046: nothing before, between or after the
 * parts.
 */
function partsOf({ headers, body }: Pick<Received, 'headers' | 'body'>): Part[] {
  const [, boundary] = /^multipart\/form-data; boundary=([\w-]+)$/.exec(headers['content-type']!)!;
  const parts: Part[] = [];
  let rest = body;
  for (;;) {
    const first = rest.subarray(0, boundary!.length + 4).toString('latin1');
    if (first === `--${boundary}--`) {
      expect(rest.subarray(first.length).toString('latin1')).toBe('\r\n');
      return parts;
    }
    expect(first).toBe(`--${boundary}\r\n`);
    const headEnd = rest.indexOf('\r\n\r\n');
    const end = rest.indexOf(`\r\n--${boundary}`, headEnd + 2);
    expect(end).toBeGreaterThan(headEnd);
    parts.push({
      head: rest.subarray(first.length, headEnd).toString('utf8'),
      data: rest.subarray(headEnd + 4, end),
    });
    rest = rest.subarray(end + 2);
  }
}

async function send(form: readonly FormField[]): Promise<Received> {
  const server = await start((_request, response) => json(response, {}));
  const call = new Call('test Method', 'write', { retries: 0 });
  await request(call, 'POST', new URL(server.url), { form });
  await server.close();
  return server.requests[0]!;
}

test('fields and files arrive unchanged, with the announced length', async () => {
  const path = join(await folder(), 'speech.wav');
  const sound = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  await writeFile(path, sound);
  const received = await send([
    ['purpose', 'assistants'],
    ['file', Bytes.file(path, { size: sound.length, name: 'speech.wav', type: 'audio/wav' })],
    ['note', 'two\r\nlines, ünicode 🎈'],
  ]);
  expect(received.headers['content-length']).toBe(String(received.body.length));
  expect(received.headers['transfer-encoding']).toBeUndefined();
  const [purpose, file, note] = partsOf(received);
  expect(purpose).toEqual({
    head: 'Content-Disposition: form-data; name="purpose"',
    data: Buffer.from('assistants'),
  });
  expect(file!.head).toBe(
    'Content-Disposition: form-data; name="file"; filename="speech.wav"\r\nContent-Type: audio/wav',
  );
  expect(file!.data.equals(sound)).toBe(true);
  expect(note!.data.toString()).toBe('two\r\nlines, ünicode 🎈');
});

test('a name can neither close its quotes nor start another header', async () => {
  const name = 'a"; filename="b\r\nX-Evil: 1\r\n\r\n.txt';
  const type = 'text/plain\r\nX-Evil: 2';
  const [part] = partsOf(await send([[name, Bytes.of(Buffer.from('1'), { name, type })]]));
  const quoted = 'a%22; filename=%22b%0D%0AX-Evil: 1%0D%0A%0D%0A.txt';
  expect(part!.head.split('\r\n')).toEqual([
    `Content-Disposition: form-data; name="${quoted}"; filename="${quoted}"`,
    'Content-Type: text/plain  X-Evil: 2',
  ]);
});

test('names keep their characters', async () => {
  const name = 'отчёт за 2026 年 🎈.pdf';
  const [part] = partsOf(await send([['file', Bytes.of(Buffer.from('1'), { name })]]));
  expect(part!.head).toContain(`filename="${name}"`);
});

test('a file without name and type gets defaults', async () => {
  const [part] = partsOf(await send([['file', Bytes.of(Buffer.from('1'))]]));
  expect(part!.head).toContain('filename="file"\r\nContent-Type: application/octet-stream');
});

test('an empty file and an empty text', async () => {
  const path = join(await folder(), 'empty.txt');
  await writeFile(path, '');
  const received = await send([
    ['file', Bytes.file(path, { size: 0, name: 'empty.txt' })],
    ['none', Bytes.of(Buffer.alloc(0))],
    ['text', ''],
  ]);
  expect(received.headers['content-length']).toBe(String(received.body.length));
  expect(partsOf(received).map(({ data }) => data.length)).toEqual([0, 0, 0]);
});

test('an unknown length is not announced', async () => {
  const open = () => Readable.from([Buffer.from('abc'), Buffer.from('def')], { objectMode: false });
  const received = await send([['file', new Bytes({ open, replayable: false, from: 'test' })]]);
  expect(received.headers['content-length']).toBeUndefined();
  expect(received.headers['transfer-encoding']).toBe('chunked');
  expect(partsOf(received)[0]!.data.toString()).toBe('abcdef');
});

test('a stream of text is sent as bytes', async () => {
  const open = () => Readable.from(['häl', 'lo'], { objectMode: false, encoding: 'utf8' });
  const received = await send([['file', new Bytes({ open, replayable: false, from: 'test' })]]);
  expect(partsOf(received)[0]!.data.toString()).toBe('hällo');
});

test('an empty form', async () => {
  expect(partsOf(await send([]))).toEqual([]);
});

test('any form has its fields, its announced length, and the same bytes when opened again', async () => {
  const field = fc.tuple(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array({ maxLength: 5000 }).map((data) => Bytes.of(data)),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(field, { maxLength: 5 }), async (fields) => {
      const { type, length, open, replayable } = formBody(fields);
      const body = Buffer.concat(await open().toArray());
      expect(body.length).toBe(length);
      expect(replayable).toBe(true);
      const parts = partsOf({ headers: { 'content-type': type }, body });
      const data = fields.map(([, value]) =>
        typeof value === 'string' ? Buffer.from(value) : value.buffer(),
      );
      expect(parts.map((part) => part.data.toString('hex'))).toEqual(
        (await Promise.all(data)).map((bytes) => bytes.toString('hex')),
      );
      expect(Buffer.concat(await open().toArray()).equals(body)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
