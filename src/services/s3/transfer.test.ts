import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { inProgram, read } from '../../../test/support/context.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import type { Received } from '../../../test/support/server.js';
import { Call } from '../../core/definition/call.js';
import {
  AbortedError,
  HttpError,
  InputError,
  ResponseError,
  TimeoutError,
} from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import * as s3 from './index.js';
import { payloadOf } from './send.js';
import { Verifying } from './send-verified.js';
import { basic as basicParam } from './settings.js';
import { basicFor, md5, type Respond, startRecorder, xml } from './testing/storage.js';

const files = await folder();
const MIB = 1024 * 1024;
const DATA = randomBytes(10 * MIB + 7);
const path = join(files, 'data.bin');
await writeFile(path, DATA);
const bucket = 'my-bucket';

const partNumber = ({ path }: Received) => Number(/partNumber=(\d+)/.exec(path)?.[1] ?? 0);

/** A storage that accepts multipart uploads; `onPart` can respond differently by returning true. */
async function partsStorage(
  onPart: (number: number, ...args: Parameters<Respond>) => boolean = () => false,
  atEnd: Respond = (_, response) =>
    xml(
      response,
      '<CompleteMultipartUploadResult><ETag>"x-3"</ETag></CompleteMultipartUploadResult>',
    ),
) {
  const parts = new Map<number, Buffer>();
  const server = await startRecorder((request, response, index) => {
    const { method, path } = request;
    if (path.endsWith('?uploads')) {
      return xml(
        response,
        '<InitiateMultipartUploadResult><UploadId>up+1</UploadId></InitiateMultipartUploadResult>',
      );
    }
    if (method === 'DELETE') return response.writeHead(204).end();
    if (method === 'POST') return atEnd(request, response, index);
    const number = partNumber(request);
    if (onPart(number, request, response, index)) return;
    parts.set(number, request.body);
    response.setHeader('etag', `"${md5(request.body)}"`).end();
  });
  const basic = basicFor(server.url, { ChunkSize: 5 * MIB });
  const lines = () => server.requests.map(({ method, path }) => `${method} ${path.split('?')[1]}`);
  return { server, parts, basic, lines };
}

const refuse = (response: Parameters<Respond>[1], status: number) => {
  xml(response, '<Error><Code>InternalError</Code><Message>Oh no</Message></Error>', status);
  return true;
};

describe('an upload in parts', () => {
  it('has a CRC-32 for each part if the storage knows it', async () => {
    const { basic, parts, server } = await partsStorage();
    const sum = (data: Buffer) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc32(data));
      return bytes.toString('base64');
    };
    const crc = { ...basic, Checksum: 'crc32' };
    await s3.putObject({ name: 'a', bucket, data: path, basic: crc });
    const [begin, ...rest] = server.requests;
    expect(begin!.headers['x-amz-checksum-algorithm']).toBe('CRC32');
    const end = rest.pop()!.body.toString();
    for (const [number, data] of parts) {
      expect(end).toContain(`<PartNumber>${number}</PartNumber>`);
      expect(end).toContain(`<ChecksumCRC32>${sum(data)}</ChecksumCRC32>`);
    }
    for (const { headers, body } of rest) expect(headers['x-amz-checksum-crc32']).toBe(sum(body));
    await s3.putObject({ name: 'a', bucket, data: Buffer.from('small'), basic: crc });
    const small = server.requests.at(-1)!;
    expect(small.headers['x-amz-checksum-crc32']).toBe(sum(Buffer.from('small')));
    const headers = { 'x-amz-checksum-sha256': 'own' };
    await s3.putObject({ name: 'a', bucket, data: Buffer.from('small'), basic: crc, headers });
    expect(server.requests.at(-1)!.headers['x-amz-checksum-crc32']).toBeUndefined();
  });

  it('computes no more digests once an ETag is not an MD5', async () => {
    const server = await startRecorder((_, response, index) => {
      response.setHeader('etag', index === 0 ? '"no-md5"' : `"${md5('another')}"`).end();
    });
    const settings = await read(basicParam, basicFor(server.url), inProgram());
    const call = new Call('s3 PutObject', 'write');
    const sending = { method: 'PUT', url: new URL(`${server.url}/my-bucket/a`) };
    const send = (verifying: Verifying) =>
      verifying.send(call, settings, sending, Bytes.of(Buffer.from('x')));
    const verifying = new Verifying(2);
    await send(verifying);
    await expect(send(verifying)).resolves.toMatchObject({ status: 200 });
    await expect(send(new Verifying(2))).rejects.toThrow(/the stored object is corrupt/);
  });

  it.each([
    ['a file', () => path],
    [
      'a stream',
      () =>
        Readable.from([DATA.subarray(0, 7 * MIB), DATA.subarray(7 * MIB)], { objectMode: false }),
    ],
  ])('sends %s, its parts in order', async (_, data) => {
    const { parts, basic, server } = await partsStorage();
    const headers = {
      'Content-Type': 'video/mp4',
      'x-amz-meta-a': 'b',
      'x-amz-expected-bucket-owner': '1',
      'If-None-Match': '*',
    };
    const done: number[] = [];
    const result = await s3.putObject(
      { name: 'a', bucket, data: data(), basic, headers },
      { onProgress: (progress) => done.push(progress.done) },
    );
    expect(result.response.CompleteMultipartUploadResult?.ETag).toBe('"x-3"');
    expect(Buffer.concat([1, 2, 3].map((number) => parts.get(number)!)).equals(DATA)).toBe(true);
    const [begin, ...rest] = server.requests;
    const end = rest.pop()!;
    expect(begin!.headers).toMatchObject({ 'content-type': 'video/mp4', 'x-amz-meta-a': 'b' });
    expect(begin!.headers['if-none-match']).toBeUndefined();
    expect(end.headers['if-none-match']).toBe('*');
    for (const { headers } of server.requests)
      expect(headers['x-amz-expected-bucket-owner']).toBe('1');
    for (const { headers } of rest) expect(headers['x-amz-meta-a']).toBeUndefined();
    const etags = [...end.body.toString().matchAll(/<ETag>&quot;(\w+)&quot;/g)].map(
      ([, etag]) => etag,
    );
    expect(etags).toEqual([1, 2, 3].map((number) => md5(parts.get(number)!)));
    expect(Math.max(...done)).toBe(DATA.length);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('retries a part that failed', async () => {
    let failures = 0;
    const { basic, parts, lines } = await partsStorage((number, _, response) => {
      if (number !== 2 || failures === 2) return false;
      failures++;
      return refuse(response, failures === 1 ? 500 : 503);
    });
    await s3.putObject({ name: 'a', bucket, data: path, basic });
    expect(parts.get(2)!.equals(DATA.subarray(5 * MIB, 10 * MIB))).toBe(true);
    expect(lines().filter((line) => line.includes('partNumber=2'))).toHaveLength(3);
    expect(lines().at(-1)).toBe('POST uploadId=up%2B1');
  });

  it('leaves nothing behind if a part fails permanently', async () => {
    const { basic, lines } = await partsStorage(
      (number, _, response) => number === 2 && refuse(response, 403),
    );
    const error = await failure(s3.putObject({ name: 'a', bucket, data: path, basic }), HttpError);
    expect(error).toMatchObject({ status: 403, method: 's3 PutObject' });
    expect(error.message).toMatch(/InternalError: Oh no/);
    expect(lines().at(-1)).toBe('DELETE uploadId=up%2B1');
    expect(lines().some((line) => line.startsWith('POST uploadId'))).toBe(false);
  });

  it('leaves nothing behind if the storage cannot complete it', async () => {
    const late: Respond = (_, response) => void refuse(response, 200);
    const { basic, lines } = await partsStorage(undefined, late);
    const error = await failure(
      s3.putObject({ name: 'a', bucket, data: path, basic }),
      ResponseError,
    );
    expect(error.message).toMatch(/and then an error: InternalError/);
    expect(lines().at(-1)).toBe('DELETE uploadId=up%2B1');
  });

  it('leaves nothing behind if the stored object differs', async () => {
    const { basic, lines } = await partsStorage((number, _, response) => {
      if (number !== 1) return false;
      response.setHeader('etag', `"${md5('another')}"`).end();
      return true;
    });
    const error = await failure(
      s3.putObject({ name: 'a', bucket, data: path, basic }),
      ResponseError,
    );
    expect(error.message).toMatch(/the stored object is corrupt/);
    expect(lines().at(-1)).toBe('DELETE uploadId=up%2B1');
    const trusting = { ...basic, Verify: false };
    await expect(
      s3.putObject({ name: 'a', bucket, data: path, basic: trusting }),
    ).resolves.toBeDefined();
  });

  it.each([
    ['a file', () => path],
    ['a stream that stays open', () => Readable.from(endless(), { objectMode: false })],
  ])('leaves nothing behind if it is interrupted: %s', async (_, data) => {
    const controller = new AbortController();
    const { basic, lines, server } = await partsStorage((number) => {
      if (number !== 1) return false;
      controller.abort();
      return true;
    });
    const call = s3.putObject(
      { name: 'a', bucket, data: data(), basic },
      { signal: controller.signal },
    );
    await failure(call, AbortedError);
    expect(lines().at(-1)).toBe('DELETE uploadId=up%2B1');
    await expect
      .poll(() => [...server.sockets].filter((socket) => !socket.destroyed).length)
      .toBeLessThanOrEqual(1);
  });

  it('times out if the data stalls', async () => {
    const { basic, lines } = await partsStorage();
    const data = Readable.from(endless(), { objectMode: false });
    const call = s3.putObject({ name: 'a', bucket, data, basic }, { timeout: 1_000 });
    expect(await failure(call, TimeoutError)).toMatchObject({ deadline: 'timeout', after: 1_000 });
    expect(lines().at(-1)).toBe('DELETE uploadId=up%2B1');
  });

  it('leaves nothing behind if the data breaks off', async () => {
    const { basic, lines } = await partsStorage();
    const data = Readable.from(
      (async function* () {
        yield DATA.subarray(0, 6 * MIB);
        throw new Error('the tape is torn');
      })(),
      { objectMode: false },
    );
    const error = await failure(s3.putObject({ name: 'a', bucket, data, basic }), InputError);
    expect(error.message).toMatch(/cannot read the data to send: the tape is torn/);
    expect(lines().at(-1)).toBe('DELETE uploadId=up%2B1');
  });

  it('reports it if even that fails', async () => {
    const server = await startRecorder((request, response) => {
      if (request.path.endsWith('?uploads')) {
        return xml(
          response,
          '<InitiateMultipartUploadResult><UploadId>u7</UploadId></InitiateMultipartUploadResult>',
        );
      }
      return void refuse(response, 403);
    });
    const basic = basicFor(server.url, { ChunkSize: 5 * MIB });
    const error = await failure(s3.putObject({ name: 'a', bucket, data: path, basic }), HttpError);
    expect(error.message).toMatch(
      /could not be removed: AbortMultipartUpload does it, with uploadId u7\.$/,
    );
  });
});

async function* endless() {
  yield DATA.subarray(0, 6 * MIB);
  await new Promise(() => {});
}

describe('an upload in one request', () => {
  it('is refused if the stored object differs', async () => {
    const server = await startRecorder((_, response) => {
      response.setHeader('etag', `"${md5('another')}"`).end();
    });
    const at = { name: 'a', bucket, data: Buffer.from('x'), basic: basicFor(server.url) };
    for (const store of [s3.putObject, s3.uploadFullObject]) {
      const error = await failure(store(at), ResponseError);
      expect(error.message).toMatch(/its ETag is .*, expected /);
      expect(error.hint).toMatch(/set Verify in basic to false/);
    }
  });

  it('always has a length, and leaves no temporary file', async () => {
    const server = await startRecorder();
    const temporary = await folder();
    vi.stubEnv('TMPDIR', temporary);
    try {
      const data = Readable.from([Buffer.from('a'), Buffer.from('b')], { objectMode: false });
      await s3.uploadFullObject({ name: 'a', bucket, data, basic: basicFor(server.url) });
      expect(server.requests[0]!.headers['content-length']).toBe('2');
      expect(server.requests[0]!.body.toString()).toBe('ab');
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('does not sign a body it has not read, unless someone on the way could change it', async () => {
    const data = Bytes.of(Buffer.from('x'));
    const sum = createHash('sha256').update('x').digest('hex');
    const once = new Bytes({
      open: () => Readable.from(['x']),
      replayable: false,
      from: 'a stream',
    });
    const of = (url: string, body: string | Bytes | undefined) => payloadOf(new URL(url), body);
    expect(await of('https://a.example.com', data)).toBe('UNSIGNED-PAYLOAD');
    expect(await of('http://127.0.0.1:9000', data)).toBe('UNSIGNED-PAYLOAD');
    expect(await of('http://a.example.com', data)).toBe(sum);
    expect(await of('http://a.example.com', once)).toBe('UNSIGNED-PAYLOAD');
    expect(await of('https://a.example.com', 'x')).toBe(sum);
    expect(await of('https://a.example.com', undefined)).toBe(createHash('sha256').digest('hex'));
  });
});

describe('a download', () => {
  const get = async (respond: Respond, call: { saveTo?: string; retries?: number } = {}) => {
    const server = await startRecorder(respond);
    return s3.getObject(
      { name: 'a', bucket, basic: basicFor(server.url) },
      call as { saveTo: string },
    );
  };

  it.each([
    ['ETag', { etag: `"${md5('right')}"` }],
    ['CRC32', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ['CRC64NVME', { etag: `"${md5('right')}-2"`, 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }],
  ] as [string, Record<string, string>][])(
    'is an error if it does not match its %s',
    async (what, headers) => {
      const wrong: Respond = (_, response) => response.writeHead(200, headers).end('wrong');
      for (const saveTo of [join(files, 'new.txt'), undefined]) {
        const error = await failure(get(wrong, saveTo ? { saveTo } : {}), ResponseError);
        expect(error.message).toMatch(new RegExp(`the downloaded object is corrupt: its ${what}`));
      }
      expect((await readdir(files)).sort()).toEqual(['data.bin']);
    },
  );

  it('is saved as stored, even if it is compressed', async () => {
    const headers = { 'content-encoding': 'gzip', etag: `"${md5('not gzip at all')}"` };
    const stored: Respond = (_, response) =>
      response.writeHead(200, headers).end('not gzip at all');
    expect((await get(stored)).toString()).toBe('not gzip at all');
  });

  it('of a part is not verified', async () => {
    const part: Respond = (_, response) => {
      response
        .writeHead(206, { etag: `"${md5('whole')}"`, 'content-range': 'bytes 0-1/5' })
        .end('wh');
    };
    expect((await get(part)).toString()).toBe('wh');
  });

  it('is retried if it is cut, and leaves no file if that fails', async () => {
    const cut: Respond = (_, response, index) => {
      response.writeHead(200, { 'content-length': DATA.length, etag: `"${md5(DATA)}"` });
      if (index === 0) response.write(DATA.subarray(0, MIB), () => response.destroy());
      else response.end(DATA);
    };
    const saveTo = join(files, 'again.bin');
    await get(cut, { saveTo });
    expect((await readFile(saveTo)).equals(DATA)).toBe(true);
    const error = await failure(
      get(cut, { saveTo: join(files, 'cut.bin'), retries: 0 }),
      ResponseError,
    );
    expect(error).toMatchObject({ cut: true });
    expect((await readdir(files)).sort()).toEqual(['again.bin', 'data.bin']);
  });
});
