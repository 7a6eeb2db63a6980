import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folder } from '../support/folder.js';
import { writeHelloModel } from '../support/gguf.js';
import { type Hub, silentAfter, startHub } from '../support/hub.js';
import { engines, hasLlama, skippedWithoutLlama } from '../support/llama.js';
import { inTerminal, type Options, oint, startOint } from '../support/oint.js';
import { refusedPort } from '../support/server.js';

const TOKEN = 'hf_sentinel_of_the_test';
const LARGE = Buffer.concat([Buffer.from('GGUF'), randomBytes(2_000_000)]);

let hub: Hub;
beforeAll(async () => {
  const model = { files: { 'model.gguf': LARGE } };
  hub = await startHub({ 'o/open': model, 'o/closed': { ...model, token: TOKEN } });
});

async function newData(more: Options['env'] = {}) {
  const data = await folder();
  const env = { OINT_DATA: data, HF_ENDPOINT: hub.url, ...more };
  return { data, env };
}

describe('oint local pull, models, rm', () => {
  it('download, list and delete a model', async () => {
    const { data, env } = await newData();
    const none = await oint(['local', 'models'], { env });
    expect(none.stdout).toContain('oint local pull hf:owner/name');
    const pulled = await oint(['local', 'pull', 'hf:o/open'], { env });
    expect(pulled).toMatchObject({ status: 0, stderr: '' });
    const path = join(data, 'models/o/open/model.gguf');
    expect(pulled.stdout).toBe(`o/open: 1.9 MiB, ${path}\n`);
    const listed = await oint(['local', 'models', '--json'], { env });
    expect(JSON.parse(listed.stdout)).toEqual([{ id: 'o/open', path, bytes: LARGE.length }]);
    expect((await oint(['local', 'models'], { env })).stdout).toContain('(1.9 MiB)');
    const known = await oint(['openai', 'GetModelList', '--query', 'data[].id'], { env });
    expect(JSON.parse(known.stdout)).toContain('o/open');
    const removed = await oint(['local', 'rm', 'o/open'], { env });
    expect(removed.stdout).toBe('deleted o/open (1.9 MiB)\n');
    expect(await readdir(join(data, 'models'))).toEqual([]);
  });

  it('resume after a SIGKILL, with a progress bar on a terminal', async () => {
    const { data, env } = await newData();
    hub.next.push(silentAfter(1_000_000));
    const killed = startOint(['local', 'pull', 'hf:o/open'], { env });
    const place = join(data, 'models/o/open');
    const arrived = async () => {
      const [name] = await readdir(place).catch(() => []);
      return name === undefined ? 0 : (await stat(join(place, name))).size;
    };
    await expect.poll(arrived, { timeout: 20_000 }).toBeGreaterThan(900_000);
    killed.signal('SIGKILL');
    await killed.ended;
    expect((await oint(['local', 'models', '--json'], { env })).stdout).toBe('[]\n');
    const before = hub.fetched.length;
    hub.next.push((response, bytes, from) => {
      response.writeHead(206, {
        'content-length': bytes.length - from,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      });
      response.write(bytes.subarray(from, from + 500_000));
      // A bar only appears if the download takes a while.
      setTimeout(() => response.write(bytes.subarray(from + 500_000, from + 600_000)), 1500);
      setTimeout(() => response.end(bytes.subarray(from + 600_000)), 1700);
    });
    const terminal = inTerminal(['local', 'pull', 'hf:o/open'], { env });
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toMatch(/Receiving {2}█+░* +\d+% {2}[\d.]+ MiB of 1\.9 MiB/);
    expect(terminal.output).toContain('o/open: 1.9 MiB');
    expect(hub.fetched.length).toBe(before + 1);
  });

  it('say what to do, and never show the token', async () => {
    const { env } = await newData();
    const closed = await oint(['local', 'pull', 'hf:o/closed'], { env });
    expect(closed.status).toBe(1);
    expect(closed.stderr).toContain('set HF_TOKEN');
    const wrong = { ...env, HF_TOKEN: 'hf_sentinel_wrong' };
    const refused = await oint(['local', 'pull', 'hf:o/closed', '--debug'], { env: wrong });
    expect(refused.stdout + refused.stderr).not.toContain('sentinel_wrong');
    const nowhere = { ...env, HF_ENDPOINT: `http://127.0.0.1:${await refusedPort()}` };
    const unreached = await oint(['local', 'pull', 'hf:o/open'], { env: nowhere });
    expect(unreached.status).toBe(3);
    for (const [args, words] of [
      [['pull'], 'no model given'],
      [['pull', 'a/b'], 'hf:owner/name'],
      [['rm'], 'no model given'],
      [['rm', 'nope'], 'there is no model "nope"'],
      [['models', 'x'], 'unknown argument "x"'],
    ] as const) {
      const { status, stderr } = await oint(['local', ...args], { env });
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) });
    }
  });

  it('have help', async () => {
    for (const name of ['models', 'pull', 'rm']) {
      const { status, stdout } = await oint(['local', name, '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain(`oint local ${name}`);
    }
  });
});

describe('the engine', () => {
  const ask = ['openai', 'GetResponse', '--text', '--model', 'tiny', '--msgs', 'hi'];

  async function withTiny(more: Options['env'] = {}) {
    const { data, env } = await newData(more);
    await mkdir(join(data, 'models'));
    await writeHelloModel(join(data, 'models/tiny.gguf'));
    return env;
  }

  it('that is missing is named, with the command to install it', async () => {
    const { status, stderr } = await oint(ask, { env: await withTiny() });
    expect(status).toBe(1);
    expect(stderr).toMatch(/501 Not Implemented: .*node-llama-cpp.*oint install model-engine/);
  });

  it('is also installed by the old command, which names the new one', async () => {
    const { env } = await newData();
    const { status, stdout, stderr } = await oint(['local', 'install-engine', '--dry-run'], {
      env,
    });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'oint: oint local install-engine is now called oint install model-engine\n',
    });
    expect(stdout).toBe((await oint(['install', 'model-engine', '--dry-run'], { env })).stdout);
  });

  it.skipIf(!hasLlama)(`answers without further options${skippedWithoutLlama}`, async () => {
    const { stdout } = await oint(ask, { env: await withTiny({ OINT_ENGINES: engines }) });
    expect(stdout).toBe('Hello\n');
  });
});
