import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import {
  fingerprintOf,
  keygen,
  noSshd,
  type Sshd,
  startSshd,
} from '../../../test/support/ssh-server.js';
import { ConnectionError, InputError } from '../../core/errors/errors.js';
import { executeCommand } from './index.js';

describe.skipIf(noSshd)(`the host key of a real sshd${noSshd}`, () => {
  let server: Sshd;
  beforeAll(async () => {
    if (!noSshd) server = await startSshd();
  });
  const enters = async (
    known_hosts: string,
    call?: { hostKey?: string; debug?: (line: string) => void },
  ) => {
    const connection = { ...server.settings, known_hosts };
    return (await executeCommand({ connection, command: 'echo in' }, call)).stdout;
  };
  const fileOf = async (text: string) => {
    const file = join(await folder(), 'known_hosts');
    await writeFile(file, text);
    return file;
  };

  it('that is unknown is rejected with its fingerprint and a hint', async () => {
    const error = await failure(enters(await fileOf('')), ConnectionError);
    expect(error).toMatchObject({ reason: 'HOST_KEY_UNKNOWN', sent: false, retryable: false });
    expect(error.message).toContain(`ssh-ed25519 ${server.fingerprint}`);
    expect(error.hint).toContain(`call options { hostKey: '${server.fingerprint}' }`);
  });

  it('is accepted by its fingerprint, and no other key is', async () => {
    const file = await fileOf('');
    expect(await enters(file, { hostKey: server.fingerprint })).toBe('in\n');
    expect(await readFile(file, 'utf8')).toBe('');
    const hostKey = `SHA256:${'A'.repeat(43)}`;
    const error = await failure(enters(file, { hostKey }), ConnectionError);
    expect(error).toMatchObject({ reason: 'HOST_KEY_CHANGED', exitStatus: 3 });
    expect(error.message).toContain(server.fingerprint);
  });

  it('is stored by accept_new, and known from then on', async () => {
    const file = join(await folder(), 'new', 'known_hosts');
    expect(await enters(file, { hostKey: 'accept_new' })).toBe('in\n');
    expect(await readFile(file, 'utf8')).toMatch(/^\[127\.0\.0\.1\]:\d+ ssh-ed25519 AAAA\S+\n$/);
    expect(await enters(file)).toBe('in\n');
    await enters(file, { hostKey: 'accept_new' });
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(2);
  });

  it('that has changed is rejected, also with accept_new', async () => {
    const other = join(await folder(), 'other');
    await keygen(other, 'ed25519');
    const [type, key] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
    const file = await fileOf(`[127.0.0.1]:${server.port} ${type} ${key}\n`);
    for (const call of [{}, { hostKey: 'accept_new' }]) {
      const error = await failure(enters(file, call), ConnectionError);
      expect(error.reason).toBe('HOST_KEY_CHANGED');
      expect(error.message).toContain(`${file} (line 1)`);
      expect(error.message).toContain(server.fingerprint);
      expect(error.hint).toContain(`ssh-keygen -R '[127.0.0.1]:${server.port}' -f '${file}'`);
    }
    expect(await enters(file, { hostKey: 'no' })).toBe('in\n');
  });

  it('of a different type than the known one is not a new key', async () => {
    const other = join(await folder(), 'rsa');
    await keygen(other, 'rsa');
    const [type, key] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
    const file = await fileOf(`[127.0.0.1]:${server.port} ${type} ${key}\n`);
    const error = await failure(enters(file, { hostKey: 'accept_new' }), ConnectionError);
    expect(error.reason).toBe('HOST_KEY_CHANGED');
  });

  it('is requested with the known type', async () => {
    const known = (await readFile(server.knownHosts, 'utf8')).split('\n');
    const file = await fileOf(`${known.find((line) => line.includes('ecdsa'))}\n`);
    const lines: string[] = [];
    expect(await enters(file, { debug: (line) => lines.push(line) })).toBe('in\n');
    expect(lines.join('\n')).toContain('< host key ecdsa-sha2-nistp256 SHA256:');
  });

  it('that is revoked is rejected', async () => {
    const known = await readFile(server.knownHosts, 'utf8');
    const revoked = known.replace(/^(?=.)/gm, '@revoked ');
    const error = await failure(enters(await fileOf(known + revoked)), ConnectionError);
    expect(error.reason).toBe('HOST_KEY_REVOKED');
  });

  it('is checked with ~/.ssh/known_hosts, where the command line stores it', async () => {
    const home = await folder();
    const { known_hosts: _, ...settings } = server.settings;
    const conn = JSON.stringify(settings);
    const line = ['ssh', 'ExecuteCommand', '--conn', conn, '--comm', 'echo in', '--text'];
    const env = { HOME: home };
    const unknown = await oint(line, { env });
    expect(unknown.status).toBe(3);
    expect(unknown.stderr).toContain(server.fingerprint);
    const accepted = await oint([...line, '--config', "{'host_key':'accept_new'}"], { env });
    expect(accepted).toMatchObject({ status: 0, stdout: 'in\n' });
    expect(await readFile(join(home, '.ssh', 'known_hosts'), 'utf8')).toContain('ssh-ed25519');
    expect((await oint(line, { env })).status).toBe(0);
  });

  it('cannot be set with an unknown word', async () => {
    const file = await fileOf('');
    const error = await failure(enters(file, { hostKey: 'yes' }), InputError);
    expect(error.param).toBe('hostKey');
  });

  it('has the same fingerprint as in ssh-keygen', () => {
    expect(fingerprintOf(join(server.key, '..', 'host_ed25519.pub'))).toBe(server.fingerprint);
  });
});
