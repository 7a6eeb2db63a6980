import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { Recorded } from '../../../test/support/openai-server.js';
import { json, start } from '../../../test/support/server.js';
import {
  AbortedError,
  ConnectionError,
  HttpError,
  InputError,
  ResponseError,
} from '../../core/errors/errors.js';
import type { CallOptions, Progress } from '../../index.js';
import * as openai from './index.js';
import { storedFile } from './testing/answers.js';

/** How the server handles a part: `undefined` to accept it as usual. */
type OnPart = (place: number, response: ServerResponse) => Promise<unknown> | unknown;

const TOKEN = 'sk-sentinel-42';
const CREATED = { id: 'upload_1', object: 'upload', status: 'pending', expires_at: 4_000_000_000 };

let onPart: OnPart;
let created: object;
let completes: { status: number; body: unknown };
const parts = new Map<string, Buffer>();
const seen: string[] = [];
let atATime = 0;
let mostAtATime = 0;

const server = await start(async (received, response) => {
  const request = new Recorded(received);
  const what = request.apiPath.replace(/^\/uploads\/?[^/]*\/?/, '') || 'create';
  seen.push(what);
  expect(request.headers.authorization).toBe(`Bearer ${TOKEN}`);
  if (what === 'parts') return takePart(request, response);
  if (what === 'cancel') return json(response, { ...CREATED, status: 'cancelled' });
  if (what === 'create') return json(response, created);
  json(response, completes.body, completes.status);
});

async function takePart(request: Recorded, response: ServerResponse): Promise<void> {
  atATime++;
  mostAtATime = Math.max(mostAtATime, atATime);
  const { file } = (await request.form()).find(({ name }) => name === 'data')!;
  const place = Number(file!.name.replace('part-', ''));
  const answered = await onPart(place, response);
  atATime--;
  if (answered !== undefined) return;
  const id = `part_${parts.size + 1}`;
  parts.set(id, file!.bytes);
  json(response, { id, object: 'upload.part', created_at: 1, upload_id: CREATED.id });
}

const drop = (response: ServerResponse) => response.destroy();

/** The bytes of the parts in the order of the last `complete`. */
function uploaded(): Buffer {
  const last = server.requests.findLast(({ path }) => path.endsWith('/complete'))!;
  const { part_ids } = JSON.parse(last.body.toString()) as { part_ids: string[] };
  return Buffer.concat(part_ids.map((id) => parts.get(id)!));
}

const home = await folder();
const data = join(home, 'data.jsonl');
const KIB = 1 / 1024;
/** Five parts of 20 KiB, the last of which is shorter. */
const content = randomBytes(90_000);
const PART = 20 * KIB;

beforeEach(async () => {
  process.env.OINT_DATA = await folder();
  await writeFile(data, content);
  onPart = () => undefined;
  created = CREATED;
  completes = { status: 200, body: { ...CREATED, status: 'completed', file: storedFile } };
  parts.clear();
  seen.length = 0;
  mostAtATime = 0;
});

const upload = (more: object = {}, call: CallOptions = {}) =>
  openai.uploadLargeFile(
    { url: server.url, token: TOKEN, data, purpose: 'fine-tune', part: PART, ...more },
    { retries: 0, ...call },
  );

/** A gate: some wait until another opens it. */
function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const remembered = () => readdir(join(process.env.OINT_DATA!, 'uploads')).catch(() => []);

describe('uploadLargeFile', () => {
  it('uploads every byte, in place, whatever the order in which parts finish', async () => {
    const [three, last] = [gate(), gate()];
    onPart = async (place) => {
      // Three are in progress at once, and the first of them finishes last.
      if (atATime === 3) three.open();
      await three.opened;
      if (place === 5) last.open();
      if (place === 1) await last.opened;
    };
    const file = await upload({ parallel: 3 });
    expect(file).toEqual(storedFile);
    expect(seen).toEqual(['create', ...Array(5).fill('parts'), 'complete']);
    expect(uploaded()).toEqual(content);
    expect(mostAtATime).toBe(3);
    expect(JSON.parse(server.requests.at(-7)!.body.toString())).toEqual({
      filename: 'data.jsonl',
      purpose: 'fine-tune',
      bytes: 90_000,
      mime_type: 'text/jsonl',
    });
    expect(await remembered()).toEqual([]);
  });

  it('uploads a small file in one part, with the caller’s fields', async () => {
    const expires_after = { anchor: 'created_at', seconds: 3600 };
    await upload({ part: undefined, name: 'other.txt', options: { expires_after } });
    expect(seen).toEqual(['create', 'parts', 'complete']);
    expect(JSON.parse(server.requests.at(-3)!.body.toString())).toMatchObject({
      filename: 'other.txt',
      expires_after,
    });
  });

  it('uploads a stream of unknown size, and leaves no file behind', async () => {
    const temporary = await folder();
    vi.stubEnv('TMPDIR', temporary);
    const stream = Readable.from([content.subarray(0, 50_000), content.subarray(50_000)]);
    await upload({ data: stream, name: 'a.jsonl' });
    expect(uploaded()).toEqual(content);
    vi.unstubAllEnvs();
    expect(await readdir(temporary)).toEqual([]);
  });

  it('retries a part on its own', async () => {
    const tries: number[] = [];
    onPart = (place, response) => {
      tries.push(place);
      const first = tries.filter((one) => one === place).length === 1;
      if (place === 2 && first) return drop(response);
      if (place === 4 && first) return response.writeHead(500).end();
      return undefined;
    };
    await upload({}, { retries: 1 });
    expect(tries.sort()).toEqual([1, 2, 2, 3, 4, 4, 5]);
    expect(uploaded()).toEqual(content);
  });

  it('reports the total progress', async () => {
    const told: Progress[] = [];
    await upload({ parallel: 2 }, { onProgress: (progress) => void told.push(progress) });
    const done = told.map((progress) => progress.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(told.at(-1)).toEqual({ direction: 'up', done: 90_000, total: 90_000 });
  });

  it.each<[string, object, string]>([
    [
      'name',
      { data: Buffer.from('x'), name: undefined },
      'name is missing: the data has no file name (1 bytes)',
    ],
    ['data', { data: Buffer.alloc(0), name: 'a' }, 'data: the file is empty (0 bytes)'],
    ['part', { part: 65 }, 'more than 0 and up to 64, not 65'],
    ['part', { part: 0 }, 'not 0'],
    ['parallel', { parallel: 0 }, 'parallel must be a whole number from 1 to 32, not 0'],
    ['upload', { upload: 'upload_9' }, 'there is no record of an interrupted upload "upload_9"'],
  ])('refuses a wrong %s before anything is sent', async (option, input, says) => {
    const error = await failure(upload(input), InputError);
    expect(error.message).toContain(says);
    expect(error.param).toBe(option);
    expect(seen).toEqual([]);
  });

  it('fails if the server returns no id, or no file', async () => {
    created = { status: 'pending' };
    expect((await failure(upload(), ResponseError)).message).toContain('returned no id');
    created = CREATED;
    completes = { status: 200, body: CREATED };
    expect((await failure(upload(), ResponseError)).message).toContain('returned no file');
  });

  it('keeps its record inside its own folder, whatever the server calls it', async () => {
    created = { ...CREATED, id: '../../x' };
    onPart = (place, response) => (place === 5 ? drop(response) : undefined);
    await failure(upload({ parallel: 1 }), ConnectionError);
    expect(await remembered()).toEqual(['..%2F..%2Fx.json']);
  });
});

describe('an interrupted upload', () => {
  /** All but the fourth part arrive. */
  async function broken(): Promise<ConnectionError> {
    onPart = (place, response) => (place === 4 ? drop(response) : undefined);
    const error = await failure(upload({ parallel: 1 }), ConnectionError);
    onPart = () => undefined;
    seen.length = 0;
    return error;
  }

  it('says how to resume it', async () => {
    const error = await broken();
    expect(error.message).toContain(
      '3 of 5 parts are uploaded. To resume, repeat the call with upload upload_1 before 2096-',
    );
    expect(error.hint).toContain('upload upload_1');
    expect(error.partial).toMatchObject({ upload: 'upload_1', parts: 3, of: 5 });
  });

  it('is resumed: only what is missing is sent', async () => {
    await broken();
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => void told.push(progress);
    await upload({ upload: 'upload_1', part: undefined }, { onProgress });
    expect(seen).toEqual(['parts', 'parts', 'complete']);
    expect(uploaded()).toEqual(content);
    expect(told.at(-1)).toMatchObject({ done: 90_000 });
    expect(told[0]!.done).toBeGreaterThan(0);
    expect(await remembered()).toEqual([]);
  });

  it('is resumed from a stream, too', async () => {
    await broken();
    await upload({ upload: 'upload_1', data: Readable.from([content]) });
    expect(uploaded()).toEqual(content);
  });

  it('cannot be resumed with another file, or one that has changed', async () => {
    await broken();
    const other = Buffer.from(content);
    other[100]! ^= 1;
    for (const wrong of [other, content.subarray(1)]) {
      const error = await failure(upload({ upload: 'upload_1', data: wrong }), InputError);
      expect(error.message).toContain('this is not the file that upload_1 started with');
      expect(error.param).toBe('data');
    }
    expect(seen).toEqual([]);
    // Parts that are not uploaded yet may have been fixed.
    await upload({ upload: 'upload_1' });
    expect(uploaded()).toEqual(content);
  });

  it('is refused once it has expired', async () => {
    created = { ...CREATED, expires_at: 1_700_000_000 };
    await broken();
    const error = await failure(upload({ upload: 'upload_1' }), InputError);
    expect(error.message).toContain('upload_1 expired at 2023-11-14T');
    expect(await remembered()).toEqual([]);
  });

  it('is resumed if only its completion failed', async () => {
    const { body } = completes;
    completes = { status: 500, body: { error: { message: 'boom' } } };
    const error = await failure(upload(), HttpError);
    expect(error.message).toContain('5 of 5 parts are uploaded');
    completes = { status: 200, body };
    seen.length = 0;
    await upload({ upload: 'upload_1' });
    expect(seen).toEqual(['complete']);
    expect(uploaded()).toEqual(content);
  });

  it('is recorded without a secret, readable by its owner only', async () => {
    await broken();
    const path = join(process.env.OINT_DATA!, 'uploads', 'upload_1.json');
    expect(await readFile(path, 'utf8')).not.toContain('sentinel');
  });

  it('starts over if its record is broken', async () => {
    await broken();
    const path = join(process.env.OINT_DATA!, 'uploads', 'upload_1.json');
    for (const text of ['{', '{"id":"upload_1","size":1,"partSize":0,"parts":{}}']) {
      await writeFile(path, text);
      const error = await failure(upload({ upload: 'upload_1' }), InputError);
      expect(error.message).toContain('there is no record');
    }
  });
});

describe('an upload is cancelled', () => {
  const refuse: OnPart = (place, response) =>
    place === 3 ? (json(response, { error: { message: 'bad part' } }, 400) ?? true) : undefined;

  it('if the server refuses a part permanently', async () => {
    onPart = refuse;
    const error = await failure(upload({ parallel: 1 }), HttpError);
    expect(error.message).toContain('bad part');
    expect(error.message).not.toContain('--upload');
    expect(seen.at(-1)).toBe('cancel');
    expect(await remembered()).toEqual([]);
  });

  it('if the caller does not want to resume it', async () => {
    onPart = (place, response) => (place === 3 ? drop(response) : undefined);
    const error = await failure(upload({ keep: false }), ConnectionError);
    expect(error.message).not.toContain('--upload');
    expect(seen.at(-1)).toBe('cancel');
    expect(await remembered()).toEqual([]);
  });

  it('if nothing of it is uploaded yet', async () => {
    onPart = (_, response) => drop(response);
    await failure(upload(), ConnectionError);
    expect(seen.at(-1)).toBe('cancel');
  });

  it('if the file has changed in the meantime', async () => {
    onPart = async (place) => {
      if (place === 1) await truncate(data, 30_000);
    };
    const error = await failure(upload({ parallel: 1 }), InputError);
    expect(error.message).toContain('changed its size in the meantime');
    expect(seen.at(-1)).toBe('cancel');
  });

  it('if it cannot be recorded; but that alone does not stop it', async () => {
    process.env.OINT_DATA = join(home, 'no-folder');
    await writeFile(process.env.OINT_DATA, '');
    await upload();
    expect(uploaded()).toEqual(content);
    onPart = (place, response) => (place === 3 ? drop(response) : undefined);
    await failure(upload({ parallel: 1 }), ConnectionError);
    expect(seen.at(-1)).toBe('cancel');
  });

  it('and the parts in progress are stopped', async () => {
    let closed = 0;
    const allIn = new Promise<void>((resolve) => {
      onPart = async (place, response) => {
        if (place === 5) return resolve();
        response.once('close', () => closed++);
        await allIn;
        return place === 1 ? (json(response, {}, 400) ?? true) : true;
      };
    });
    await failure(upload({ parallel: 5, keep: false }), HttpError);
    expect(closed).toBe(4);
  });
});

describe('the caller’s signal', () => {
  /** The third part never gets a response: that is when it is interrupted. */
  function interrupted(more: object): Promise<AbortedError> {
    const stop = new AbortController();
    onPart = (place) => {
      if (place !== 3) return undefined;
      stop.abort();
      return true;
    };
    return failure(upload({ parallel: 1, ...more }, { signal: stop.signal }), AbortedError);
  }

  it('stops it, so that it can be resumed', async () => {
    const error = await interrupted({});
    expect(error.message).toContain('2 of 5 parts are uploaded');
    expect(seen).toEqual(['create', 'parts', 'parts', 'parts']);
    onPart = () => undefined;
    await upload({ upload: 'upload_1' });
    expect(uploaded()).toEqual(content);
  });

  it('cancels it if it should not be kept: the server is told all the same', async () => {
    const error = await interrupted({ keep: false });
    expect(error.message).toBe('openai UploadLargeFile: interrupted');
    expect(seen.at(-1)).toBe('cancel');
  });

  it('stops reading a stream, too', async () => {
    const stop = new AbortController();
    const endless = Readable.from(
      (async function* () {
        yield content;
        stop.abort();
        await new Promise(() => {});
      })(),
    );
    const call = { signal: stop.signal };
    await failure(upload({ data: endless, name: 'a' }, call), AbortedError);
    expect(seen).toEqual([]);
  });
});

it('a dry run shows the first request, without reading the file', async () => {
  const dryRun: string[] = [];
  const { definition } = openai.uploadLargeFile;
  const input = { url: server.url, token: TOKEN, data, purpose: 'fine-tune' };
  await definition.invoke(input, { dryRun });
  expect(dryRun).toHaveLength(1);
  expect(dryRun[0]).toContain('"bytes":90000');
  expect(dryRun[0]).not.toContain('sentinel');
  expect(seen).toEqual([]);
});

it('what was never resumed is cleaned up in the end', async () => {
  const uploads = join(process.env.OINT_DATA!, 'uploads');
  await mkdir(uploads);
  const { utimes } = await import('node:fs/promises');
  for (const name of ['old.json', 'new.json']) await writeFile(join(uploads, name), '{}');
  await utimes(join(uploads, 'old.json'), 0, 0);
  await upload();
  expect(await remembered()).toEqual(['new.json']);
});
