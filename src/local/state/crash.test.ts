import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bundled } from '../../../test/support/bundled.js';
import { folder } from '../../../test/support/folder.js';
import { openedStore } from '../../../test/support/opened-store.js';
import { blobs, incoming } from '../../../test/support/state-folder.js';
import * as openai from '../../services/openai/index.js';

let script: string;
let withoutDrivers: string;
beforeAll(async () => {
  // Where the methods store the progress of their own uploads.
  process.env.OINT_DATA = await folder();
  ({ script, withoutDrivers } = await bundled('test/support/state-process.ts'));
}, 60_000);

/** A process that uses the store, and the lines that it has written. */
class Worker {
  readonly lines: string[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<unknown[]>;
  #errors = '';

  constructor(args: string[], { node = process.execPath, env = {}, from = script } = {}) {
    this.#child = spawn(node, [from, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    this.#child.stderr.on('data', (data) => {
      this.#errors += data;
    });
    createInterface(this.#child.stdout).on('line', (line) => {
      this.lines.push(line);
      this.onLine(line);
    });
    onTestFinished(() => this.kill());
  }

  onLine(_line: string): void {}

  async address(): Promise<string> {
    const told = new Promise<string>((resolve) => {
      this.onLine = resolve;
    });
    return Promise.race([told, this.end().then(({ errors }) => Promise.reject(new Error(errors)))]);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async end(): Promise<{ code: unknown; errors: string }> {
    const [code] = await this.#ended;
    return { code, errors: this.#errors };
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What clients were told, across all runs of a server. */
interface Told {
  kept: Map<string, string>;
  deleted: Set<string>;
}

/**
 * Uploads (in one piece and in parts) and deletes until the server dies; `step` is called with each
 * step.
 */
async function useUntilDead(url: string, told: Told, size: number, step: () => void) {
  for (let round = 0; ; round++) {
    const bytes = Buffer.alloc(size + round, `${url} ${size} ${round} `);
    const name = hashOf(bytes);
    const pieces = Readable.from(
      (function* () {
        for (let from = 0; from < bytes.length; from += 64 * 1024) {
          step();
          yield bytes.subarray(from, from + 64 * 1024);
        }
      })(),
    );
    const file = { url, name, purpose: 'user_data' };
    const { id } = await (round % 3 === 2
      ? openai.uploadLargeFile({ ...file, data: bytes, part: 0.1, keep: false })
      : openai.uploadFile({ ...file, data: pieces }));
    told.kept.set(id, name);
    step();
    if (round % 4 !== 3) continue;
    // Without a response, it may be deleted or not; with one, it is.
    told.kept.delete(id);
    await openai.deleteFile({ url, id });
    told.deleted.add(id);
    step();
  }
}

/**
 * Everything that was acknowledged exists, everything that exists is complete, and there is nothing
 * else.
 */
async function check(url: string, told: Told, path: string): Promise<void> {
  const { data } = await openai.getFilesList({ url });
  const ids = data.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([...told.kept.keys()]));
  expect(ids.filter((id) => told.deleted.has(id))).toEqual([]);
  for (const { id, filename, bytes } of data) {
    const content = await openai.downloadFile({ url, id });
    expect([content.length, hashOf(content)]).toEqual([bytes, filename]);
  }
  expect(await incoming(path)).toEqual([]);
  const stored = (await blobs(path)).filter((name) => name.includes('file-'));
  expect(stored.length).toBe(data.length);
}

describe('a server that is killed', () => {
  it('has everything it acknowledged, nothing incomplete, and cleans up the rest', async () => {
    const path = await folder();
    const told: Told = { kept: new Map(), deleted: new Set() };
    const lives = [1, 2, 5, 9, 14, 22, 31, 47, 60, 85];
    for (const steps of lives) {
      const server = new Worker(['serve', path]);
      const url = await server.address();
      await check(url, told, path);
      let done = 0;
      const step = () => {
        if (++done === steps) void server.kill();
      };
      const clients = [50, 300_000, 1_000_000].map((size) => useUntilDead(url, told, size, step));
      const ends = await Promise.allSettled(clients);
      for (const end of ends) expect(end).toMatchObject({ reason: { name: 'ConnectionError' } });
    }
    const server = new Worker(['serve', path]);
    await check(await server.address(), told, path);
    expect(told.kept.size).toBeGreaterThan(10);
  }, 60_000);

  it('has every object that it acknowledged, all of them complete', async () => {
    const path = await folder();
    const told: string[] = [];
    for (const lines of [1, 10, 33, 100]) {
      const writer = new Worker(['write', path, '1000000']);
      writer.onLine = () => {
        if (writer.lines.length === lines) void writer.kill();
      };
      await writer.end();
      told.push(...writer.lines);
    }
    const { objects, files } = await openedStore({ folder: path });
    const { data } = objects.list<{ id: string; text: string }>('test', {
      limit: 1_000_000,
      order: 'asc',
    });
    for (const { id, text } of data) expect(text).toBe(`${id} `.repeat(500));
    const all = [...data.map(({ id }) => id), ...(await files.list()).map((file) => file.filename)];
    expect(told.length).toBeGreaterThan(143);
    expect(all).toEqual(expect.arrayContaining(told));
  }, 60_000);

  it('in memory leaves a folder that the next one deletes', async () => {
    const temporary = await folder();
    const start = () => new Worker(['serve', 'memory'], { env: { TMPDIR: temporary } });
    const first = start();
    const url = await first.address();
    await openai.uploadFile({ url, name: 'a', data: Buffer.from('x'), purpose: 'batch' });
    await first.kill();
    const [left] = await readdir(temporary);
    expect(left).toMatch(/^oint-memory-/);
    const next = start();
    expect((await openai.getFilesList({ url: await next.address() })).data).toEqual([]);
    const names = await readdir(temporary);
    expect(names.length).toBe(2);
    expect(names).not.toContain(left);
  });
});

describe('several processes', () => {
  it('create and write one folder at the same time', async () => {
    const path = await folder();
    const writers = Array.from({ length: 5 }, () => new Worker(['write', path, '40']));
    for (const writer of writers) expect(await writer.end()).toEqual({ code: 0, errors: '' });
    const { objects, files } = await openedStore({ folder: path });
    expect(objects.list('test', { limit: 1000, order: 'asc' }).data).toHaveLength(5 * 36);
    expect(await files.list()).toHaveLength(5 * 4);
    expect(await incoming(path)).toEqual([]);
  }, 60_000);
});

/** A Node with SQLite built in (24 and newer): the one that CI installs, or this one. */
const newer =
  process.env.NEWER_NODE ?? (process.getBuiltinModule('node:sqlite') && process.execPath);
const why = newer ? '' : ' (skipped: NEWER_NODE names no Node that has SQLite)';

describe('without the driver package', () => {
  it.skipIf(!newer)(`Node's own SQLite writes the same${why}`, async () => {
    const path = await folder();
    const writer = new Worker(['write', path, '40'], { node: newer, from: withoutDrivers });
    expect(await writer.end()).toEqual({ code: 0, errors: '' });
    const { objects, files } = await openedStore({ folder: path });
    expect(objects.list('test', { limit: 1000, order: 'asc' }).data).toHaveLength(36);
    expect(await files.list()).toHaveLength(4);
    const talk = new Worker(['converse', path], { node: newer, from: withoutDrivers });
    expect(await talk.end()).toEqual({ code: 0, errors: '' });
    expect(talk.lines).toEqual(['A blue alpaca']);
  });

  it.skipIf(newer === process.execPath)('says what to install if Node has none', async () => {
    const writer = new Worker(['write', await folder(), '1'], { from: withoutDrivers });
    const { code, errors } = await writer.end();
    expect(code).toBe(1);
    expect(errors).toMatch(
      /needs the package better-sqlite3.*npm install better-sqlite3.*Node 24/s,
    );
  });
});
