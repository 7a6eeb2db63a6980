import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import {
  keygen,
  killTree,
  noSshd,
  type Sshd,
  startSshd,
} from '../../../test/support/ssh-server.js';
import { ConnectionError } from '../../core/errors/errors.js';
import { executeCommand } from './index.js';

describe.skipIf(noSshd)(`a host certificate of a real sshd${noSshd}`, () => {
  let home: string;
  let authority: string;
  let other: string;
  beforeAll(async () => {
    if (noSshd) return;
    home = await folder();
    [authority, other] = [join(home, 'authority'), join(home, 'other')];
    await keygen(authority, 'ed25519');
    await keygen(other, 'ecdsa');
  });

  interface Certified extends Sshd {
    /** Its host key. */
    hostKey: string;
  }

  /** A server with a key that this authority has signed. */
  async function serving(type: string, signer: string, ...options: string[]): Promise<Certified> {
    const hostKey = join(await folder(), 'host');
    await keygen(hostKey, type);
    execFileSync('ssh-keygen', [
      '-q',
      '-h',
      '-s',
      signer,
      '-I',
      'id',
      ...options,
      `${hostKey}.pub`,
    ]);
    const lines = [`HostKey ${hostKey}`, `HostCertificate ${hostKey}-cert.pub`];
    return { ...(await startSshd(lines)), hostKey };
  }

  const publicKey = async (path: string) =>
    (await readFile(`${path}.pub`, 'utf8')).split(' ', 2).join(' ');

  async function enters(
    { settings }: Sshd,
    lines: readonly string[],
    call?: { hostKey?: string },
  ): Promise<string> {
    const known_hosts = join(await folder(), 'known_hosts');
    await writeFile(known_hosts, `${lines.join('\n')}\n`);
    const connection = { ...settings, known_hosts };
    return (await executeCommand({ connection, command: 'echo in' }, call)).stdout;
  }

  const refused = async (server: Sshd, lines: readonly string[]) =>
    failure(enters(server, lines), ConnectionError);

  it.each(['ed25519', 'ecdsa'])('of a key of the type %s is trusted', async (type) => {
    const server = await serving(type, authority, '-n', '127.0.0.1,example.com');
    const key = await publicKey(authority);
    expect(await enters(server, [`@cert-authority * ${key}`])).toBe('in\n');
    expect(await enters(server, [`@cert-authority 127.0.0.1 ${key}`])).toBe('in\n');
    const named = `@cert-authority [127.0.0.?]:${server.port} ${key}`;
    expect(await enters(server, ['# a comment', named])).toBe('in\n');
    for (const hosts of ['example.com', '*,!127.0.0.1,![127.0.0.1]:*']) {
      const error = await refused(server, [`@cert-authority ${hosts} ${key}`]);
      expect(error.reason).toBe('HOST_KEY_UNKNOWN');
    }
    killTree(server.process);
  });

  it('can be signed by an ECDSA or RSA key', async () => {
    const rsa = join(home, 'rsa');
    await keygen(rsa, 'rsa');
    for (const signer of [other, rsa]) {
      const server = await serving('ed25519', signer);
      const line = `@cert-authority * ${await publicKey(signer)}`;
      expect(await enters(server, [line])).toBe('in\n');
      killTree(server.process);
    }
  });

  it('stays trusted when the keys of a connection are exchanged again', async () => {
    const server = await serving('ed25519', authority);
    killTree(server.process);
    const again = await startSshd([
      `HostKey ${server.hostKey}`,
      `HostCertificate ${server.hostKey}-cert.pub`,
      'RekeyLimit 1M',
    ]);
    const known_hosts = join(await folder(), 'known_hosts');
    await writeFile(known_hosts, `@cert-authority * ${await publicKey(authority)}\n`);
    const connection = { ...again.settings, known_hosts };
    const command = 'head -c 6000000 /dev/zero | tr "\\0" x';
    expect((await executeCommand({ connection, command })).stdout).toHaveLength(6_000_000);
  });

  it.each([
    ['has expired', ['-V', '20200101:20200102'], 'it has expired'],
    ['is not valid yet', ['-V', '+1d:+2d'], 'it is not valid yet'],
    ['is for another host', ['-n', 'example.com'], 'it is for example.com'],
    ['has unknown options', ['-O', 'critical:x=y'], 'it has unknown options: x'],
  ])('that %s is refused', async (_, options, why) => {
    const server = await serving('ed25519', authority, ...options);
    const key = await publicKey(authority);
    const error = await refused(server, [`@cert-authority * ${key}`]);
    expect(error).toMatchObject({ reason: 'HOST_KEY_CERTIFICATE', sent: false });
    expect(error.message).toContain(why);
    killTree(server.process);
  });

  it('is for hosts that match a pattern in it', async () => {
    const server = await serving('ed25519', authority, '-n', '127.0.*');
    expect(await enters(server, [`@cert-authority * ${await publicKey(authority)}`])).toBe('in\n');
    killTree(server.process);
  });

  it('whose authority or key is revoked is refused', async () => {
    const server = await serving('ed25519', authority);
    const trusted = `@cert-authority * ${await publicKey(authority)}`;
    for (const key of [authority, server.hostKey]) {
      const error = await refused(server, [trusted, `@revoked * ${await publicKey(key)}`]);
      expect(error.message).toContain('revoked');
    }
    killTree(server.process);
  });

  it('of an unknown authority counts as the key in it', async () => {
    const server = await serving('ed25519', authority);
    const line = `@cert-authority * ${await publicKey(other)}`;
    const error = await refused(server, [line]);
    expect(error.reason).toBe('HOST_KEY_UNKNOWN');
    const known = `[127.0.0.1]:${server.port} ${await publicKey(server.hostKey)}`;
    expect(await enters(server, [line, known])).toBe('in\n');
    killTree(server.process);
  });

  it('is not needed: without authorities, keys are known as before', async () => {
    const server = await serving('ed25519', authority);
    expect(await enters(server, (await readFile(server.knownHosts, 'utf8')).split('\n'))).toBe(
      'in\n',
    );
    killTree(server.process);
  });
});
