import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { without } from '../../../test/support/ssh-server.js';
import { openFiles } from '../access/files.js';
import { findHost, nameOf, remember } from './known-hosts.js';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIB3iLqYxD5ZAfFfZKdYTSa0RkXeVIuRdaQmtiAxuzKf8';
const noKeygen = without('ssh-keygen');

async function fileOf(...lines: string[]): Promise<string> {
  const file = join(await folder(), 'known_hosts');
  await writeFile(file, lines.join('\n'));
  return file;
}

async function found(file: string, host: string, port = 22): Promise<number[]> {
  return (await findHost(host, port, openFiles, file)).keys
    .filter((key) => key.file === file)
    .map((key) => key.line);
}

describe('known_hosts', () => {
  it('finds a host by its name, in any case, and by its port', async () => {
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

  it('uses the keys of the host if there are none for its port', async () => {
    const file = await fileOf(`example.com ssh-ed25519 ${KEY}`);
    expect(await found(file, 'example.com', 2222)).toEqual([1]);
  });

  it('supports patterns and exceptions from them', async () => {
    const file = await fileOf(`*.example.com,!bad.example.com,host-? ssh-ed25519 ${KEY}`);
    expect(await found(file, 'a.example.com')).toEqual([1]);
    expect(await found(file, 'bad.example.com')).toEqual([]);
    expect(await found(file, 'host-1')).toEqual([1]);
    expect(await found(file, 'host-12')).toEqual([]);
    // A dot is a dot.
    expect(await found(file, 'axexample.com')).toEqual([]);
  });

  it('recognizes revoked keys, and does not mistake an authority for a key', async () => {
    const file = await fileOf(
      `@revoked example.com ssh-ed25519 ${KEY}`,
      `@cert-authority *.com ssh-ed25519 ${KEY}`,
      'example.com broken',
    );
    const { keys, authorities } = await findHost('example.com', 22, openFiles, file);
    expect(keys.map(({ line, revoked }) => ({ line, revoked }))).toEqual([
      { line: 1, revoked: true },
    ]);
    expect(authorities.map(({ line }) => line)).toEqual([2]);
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

  it('stores a key so that it is found again, in a private folder', async () => {
    const file = join(await folder(), '.ssh', 'known_hosts');
    await remember('Example.com', 2222, 'ssh-ed25519', KEY, openFiles, file);
    await remember('192.0.2.7', 22, 'ssh-ed25519', KEY, openFiles, file);
    expect(await readFile(file, 'utf8')).toBe(
      `[example.com]:2222 ssh-ed25519 ${KEY}\n192.0.2.7 ssh-ed25519 ${KEY}\n`,
    );
    expect(await found(file, 'example.com', 2222)).toEqual([1]);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('starts a new line if the last one has no line break', async () => {
    const file = await fileOf(`example.com ssh-ed25519 ${KEY}`);
    await remember('example.org', 22, 'ssh-ed25519', KEY, openFiles, file);
    expect(await found(file, 'example.com')).toEqual([1]);
    expect(await found(file, 'example.org')).toEqual([2]);
  });

  it('writes an IPv6 address with its port like OpenSSH', () => {
    expect(nameOf('::1', 22)).toBe('::1');
    expect(nameOf('::1', 2222)).toBe('[::1]:2222');
  });
});
