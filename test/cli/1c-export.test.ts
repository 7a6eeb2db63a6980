import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { home, oint } from '../support/oint.js';

describe('oint 1c export', () => {
  const exported = (...args: string[]) => oint(['1c', 'export', ...args]);
  const modulesTo = (out: string, ...more: string[]) =>
    exported('--out', out, '--format', 'modules', ...more);

  it('replaces an older export, and keeps its settings', async () => {
    const out = join(home, 'replaced');
    await modulesTo(out, '--services', 'rss,openai', '--prefix', 'My_');
    const settings = join(out, 'My_Server.bsl');
    const text = await readFile(settings, 'utf8');
    await writeFile(settings, text.replace('Return 600;', 'Return 5;'));
    const { status, stdout } = await modulesTo(out, '--services', 'rss', '--prefix', 'My_');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `${out}: modules, 1 service, 6 methods, 2 files\n`,
    });
    expect((await readdir(out)).sort()).toEqual([
      ...['.oint-export.json', 'My_RSS.bsl', 'My_Server.bsl'],
    ]);
    expect(await readFile(settings, 'utf8')).toContain('Return 5;');
  });

  it('refuses what would lose something', async () => {
    const full = join(home, 'full');
    await mkdir(full);
    await writeFile(join(full, 'mine.txt'), 'mine');
    expect(await modulesTo(full)).toMatchObject({ status: 2, stdout: '' });
    expect(await readdir(full)).toEqual(['mine.txt']);

    const out = join(home, 'refused');
    await modulesTo(out, '--services', 'rss');
    const other = await exported('--out', out, '--format', 'edt');
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('is an export with another format: modules');
    const server = 'http://other:8088';
    const address = await modulesTo(out, '--services', 'rss', '--server', server);
    expect(address.stderr).toContain('--server is not the address in the settings');
    await writeFile(join(out, 'OPI_Server.bsl'), '// all mine');
    const lost = await modulesTo(out, '--services', 'rss');
    expect(lost.status).toBe(2);
    expect(lost.stderr).toContain('has no region of settings, so they would be lost');
    expect(await readFile(join(out, 'OPI_Server.bsl'), 'utf8')).toBe('// all mine');
  });

  it.each([
    [[], '--out is missing'],
    [['--out', 'x', '--format', 'cf'], '--format must be one of files, edt, ospx, modules'],
    [['--out', 'x', '--lang', 'de'], '--lang must be one of en, ru'],
    [['--out', 'x', '--services', 'opnai'], 'there is no service "opnai"\n  Did you mean openai?'],
    [['--out', 'x', '--prefix', '1"'], '--prefix must begin with a letter'],
    [['--out', 'x', '--server', 'http://me:secret@host'], '--server must be an address'],
    [['--out', 'no/such/folder'], 'no such folder'],
  ])('says what is wrong with %j', async (args, message) => {
    const { status, stdout, stderr } = await exported(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('me:secret');
  });
});
