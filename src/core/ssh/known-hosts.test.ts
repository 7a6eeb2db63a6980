import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { without } from '../../../test/support/ssh-server.js';
import { openFiles } from '../access/files.js';
import { keysOf, nameOf, remember } from './known-hosts.js';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIB3iLqYxD5ZAfFfZKdYTSa0RkXeVIuRdaQmtiAxuzKf8';
const noKeygen = without('ssh-keygen');

async function fileOf(...lines: string[]): Promise<string> {
  const file = join(await folder(), 'known_hosts');
  await writeFile(file, lines.join('\n'));
  return file;
}

async function found(file: string, host: string, port = 22): Promise<number[]> {
  return (await keysOf(host, port, openFiles, file))
    .filter((key) => key.file === file)
    .map((key) => key.line);
}

describe('known_hosts', () => {
  it('finds a host by its name, whatever the case, and by its port', async () => {
    const file = await fileOf(
      '# a comment',
      '',
      `example.com,192.0.2.7 ssh-ed25519 ${KEY} me@here`,
      `[example.com]:2222 ssh-ed25519 ${KEY}`,
    );
    expect(await found(file, 'Example.com')).toEqual([3]);
    expect(await found(file, '192.0.2.7')).toEqual([3]);
    expect(await found(file, 'example.com', 2222)).toEqual([4]);
    expect(await found(file, 'example.org')).toEqual([]);
  });

  it('takes what is said of the host alone, where nothing is said of its port', async () => {
    const file = await fileOf(`example.com ssh-ed25519 ${KEY}`);
    expect(await found(file, 'example.com', 2222)).toEqual([1]);
  });

  it('knows patterns, and what is excepted from them', async () => {
    const file = await fileOf(`*.example.com,!bad.example.com,host-? ssh-ed25519 ${KEY}`);
    expect(await found(file, 'a.example.com')).toEqual([1]);
    expect(await found(file, 'bad.example.com')).toEqual([]);
    expect(await found(file, 'host-1')).toEqual([1]);
    expect(await found(file, 'host-12')).toEqual([]);
    // A dot is a dot.
    expect(await found(file, 'axexample.com')).toEqual([]);
  });

  it('tells revoked keys, and takes no authority for a key', async () => {
    const file = await fileOf(
      `@revoked example.com ssh-ed25519 ${KEY}`,
      `@cert-authority *.com ssh-ed25519 ${KEY}`,
      'example.com broken',
    );
    const keys = await keysOf('example.com', 22, openFiles, file);
    expect(keys.map(({ line, revoked }) => ({ line, revoked }))).toEqual([
      { line: 1, revoked: true },
    ]);
  });

  it.skipIf(noKeygen)(`finds names that ssh-keygen has hashed${noKeygen}`, async () => {
    const file = await fileOf(
      `example.com ssh-ed25519 ${KEY}`,
      `[example.com]:2222 ssh-ed25519 ${KEY}`,
      '',
    );
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
    expect(await readFile(file, 'utf8')).not.toContain('example');
    expect(await found(file, 'example.com')).toEqual([1]);
    expect(await found(file, 'example.com', 2222)).toEqual([2]);
    expect(await found(file, 'example.org')).toEqual([]);
  });

  it('remembers a key so that it is found again, in a folder that nobody else reads', async () => {
    const file = join(await folder(), '.ssh', 'known_hosts');
    await remember('Example.com', 2222, 'ssh-ed25519', KEY, openFiles, file);
    await remember('192.0.2.7', 22, 'ssh-ed25519', KEY, openFiles, file);
    expect(await readFile(file, 'utf8')).toBe(
      `[example.com]:2222 ssh-ed25519 ${KEY}\n192.0.2.7 ssh-ed25519 ${KEY}\n`,
    );
    expect(await found(file, 'example.com', 2222)).toEqual([1]);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('begins a new line where the last one has no end', async () => {
    const file = await fileOf(`example.com ssh-ed25519 ${KEY}`);
    await remember('example.org', 22, 'ssh-ed25519', KEY, openFiles, file);
    expect(await found(file, 'example.com')).toEqual([1]);
    expect(await found(file, 'example.org')).toEqual([2]);
  });

  it('writes an IPv6 address with its port as OpenSSH does', () => {
    expect(nameOf('::1', 22)).toBe('::1');
    expect(nameOf('::1', 2222)).toBe('[::1]:2222');
  });
});
