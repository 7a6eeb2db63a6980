import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../support/folder.js';
import { oint } from '../support/oint.js';

const [major = 0] = process.versions.node.split('.').map(Number);
const isOurs = major < 22 && process.platform !== 'win32';
const why = isOurs ? '' : ' (Node 22 and newer keep it themselves; on Windows nothing is kept)';

const CALL = 'openai GetResponse --url http://localhost:1 --model m --msgs Hi --dry-run'.split(' ');

/** Calls a method with a cache folder, on which the result does not depend. */
async function call(cache: string, env: Record<string, string> = {}): Promise<void> {
  const { status, stdout, stderr } = await oint(CALL, { env: { XDG_CACHE_HOME: cache, ...env } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('curl http://localhost:1/v1/chat/completions');
}

const compiledIn = (cache: string) => join(cache, 'oint', 'compiled');

/** The kept files, by name. One that is written again is another one. */
async function kept(cache: string): Promise<Map<string, number>> {
  const names = await readdir(compiledIn(cache)).catch(() => []);
  const files = names.map(async (name) => {
    return [name, (await stat(join(compiledIn(cache), name))).ino] as const;
  });
  return new Map(await Promise.all(files));
}

describe.skipIf(!isOurs)(`compiled code${why}`, () => {
  it('is kept for the next start, only for the user', async () => {
    const cache = await folder();
    await call(cache);
    const first = await kept(cache);
    expect(first.size).toBeGreaterThan(2);
    expect((await stat(compiledIn(cache))).mode & 0o077).toBe(0);
    await call(cache);
    expect(await kept(cache)).toEqual(first);
  });

  it.each([
    ['shorter', (code: Buffer) => code.subarray(0, 1000)],
    ['empty', () => Buffer.alloc(0)],
    ['another', (code: Buffer) => code.fill(0xfe, code.length / 2, code.length / 2 + 100)],
    ['of another version', (code: Buffer) => code.fill(0, 0, 16)],
  ])('is written again if a file is %s', async (_, changed) => {
    const cache = await folder();
    await call(cache);
    const first = await kept(cache);
    for (const name of first.keys()) {
      const file = join(compiledIn(cache), name);
      await writeFile(file, changed(await readFile(file)));
    }
    await call(cache);
    const second = await kept(cache);
    expect([...second.keys()]).toEqual([...first.keys()]);
    for (const [name, ino] of second) expect(ino, name).not.toBe(first.get(name));
    await call(cache);
    expect(await kept(cache)).toEqual(second);
  });

  it('is not taken from a folder that others can write to', async () => {
    const cache = await folder();
    await call(cache);
    const first = await kept(cache);
    await chmod(compiledIn(cache), 0o777);
    for (const name of first.keys()) await writeFile(join(compiledIn(cache), name), 'x');
    await call(cache);
    expect(await kept(cache)).toEqual(first);
  });

  it('is removed if there is too much of it', async () => {
    const cache = await folder();
    await call(cache);
    const first = await kept(cache);
    const old = Array.from({ length: 300 }, (_, at) => `v20.0.0-x64-old-${at}.js`);
    for (const name of old) await writeFile(join(compiledIn(cache), name), 'old');
    await oint(['openai', 'GetModels', '--bad'], { env: { XDG_CACHE_HOME: cache } });
    await oint(['ask', '--help'], { env: { XDG_CACHE_HOME: cache } });
    const names = [...(await kept(cache)).keys()];
    expect(names.length).toBeLessThan(first.size + 10);
    expect(names.filter((name) => name.includes('old'))).toEqual([]);
  });

  it('is not kept if that is impossible, or switched off as for Node', async () => {
    const cache = await folder();
    await call(cache, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(await readdir(cache)).toEqual([]);
    const file = join(cache, 'file');
    await writeFile(file, '');
    await call(file);
    await call(join(file, 'below'));
    expect(await readFile(file, 'utf8')).toBe('');
  });
});
