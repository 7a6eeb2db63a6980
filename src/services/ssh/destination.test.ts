import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { keygen, noSshd, type Sshd, startSshd } from '../../../test/support/ssh-server.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import { listObjects } from '../sftp/index.js';
import { executeCommand } from './index.js';

describe.skipIf(noSshd)(`a destination as for ssh, with a real sshd${noSshd}`, () => {
  const before = { HOME: process.env.HOME, SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK };
  let server: Sshd;
  let other: Sshd;
  let home: string;
  beforeAll(async () => {
    if (noSshd) return;
    [server, other] = await Promise.all([startSshd(), startSshd()]);
  });
  afterAll(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  beforeEach(async () => {
    if (noSshd) return;
    home = await folder();
    await mkdir(join(home, '.ssh'), { mode: 0o700 });
    await mkdir(join(home, 'keys'));
    await copyFile(server.key, join(home, 'keys', 'one'));
    await copyFile(other.key, join(home, 'keys', 'two'));
    const known = await Promise.all([server, other].map((of) => readFile(of.knownHosts, 'utf8')));
    await writeFile(join(home, '.ssh', 'known_hosts'), known.join(''));
    process.env.HOME = home;
    delete process.env.SSH_AUTH_SOCK;
  });

  const configure = (text: string, name = 'config') =>
    writeFile(join(home, '.ssh', name), text.replace(/^ {6}/gm, ''));
  const enters = async (connection: string, command = 'echo in') =>
    (await executeCommand({ connection, command })).stdout;

  it('user@host:port uses the usual keys', async () => {
    await copyFile(server.key, join(home, '.ssh', 'id_ed25519'));
    const at = `${server.user}@127.0.0.1:${server.port}`;
    expect(await enters(at)).toBe('in\n');
    expect(await enters(`ssh://${at}`)).toBe('in\n');
    expect((await listObjects({ connection: at, path: server.files })).data).toEqual([]);
  });

  it('reports which keys were tried, and that there is none', async () => {
    const at = `${server.user}@127.0.0.1:${server.port}`;
    const none = await failure(enters(at), InputError);
    expect(none.message).toContain('there is no other key');
    await keygen(join(home, '.ssh', 'id_ed25519'), 'ed25519');
    await keygen(join(home, '.ssh', 'id_rsa'), 'ed25519', 'locked');
    const error = await failure(enters(at), ServiceError);
    expect(error.message).toContain(`tried: the private key ${join(home, '.ssh', 'id_ed25519')};`);
  });

  it('is completed by ~/.ssh/config, with its patterns, tokens and included files', async () => {
    await configure(`
      Include conf.d/*.conf
      Host web
        HostName 127.0.0.1
      Host web !db
        Port=${server.port}
        IdentityFile ~/keys/none
        IdentityFile "%d/keys/one"
      Host *
        User nobody
        Port 9
    `);
    await mkdir(join(home, '.ssh', 'conf.d'));
    await configure(`Host web db\n  User ${server.user}\n`, 'conf.d/a.conf');
    await configure('Host web\n  Port 7\n', 'conf.d/ignored');
    expect(await enters(`${server.user}@web`)).toBe('in\n');
    const env = { HOME: home };
    const line = ['ssh', 'ExecuteCommand', '--conn', 'web', '--comm', 'echo in', '--text'];
    expect(await oint(line, { env })).toMatchObject({ status: 0, stdout: 'in\n', stderr: '' });
  });

  it('goes through the hosts of ProxyJump', async () => {
    await configure(`
      Host first second
        HostName 127.0.0.1
        User ${server.user}
        Port ${server.port}
        IdentityFile ~/keys/one
      Host inner
        HostName 127.0.0.1
        Port ${other.port}
        IdentityFile ~/keys/two
        ProxyJump first,second
      Host broken
        HostName 127.0.0.1
        Port 1
        IdentityFile ~/keys/two
        ProxyJump first
    `);
    const [, from, , to] = (
      await enters(`${other.user}@inner`, 'set -- $SSH_CONNECTION; echo - $2 $3 $4')
    ).split(' ');
    expect(Number(to)).toBe(other.port);
    expect(Number(from)).toBeGreaterThan(0);
    const large = 'head -c 3000000 /dev/zero | tr "\\0" x';
    expect(await enters(`${other.user}@inner`, large)).toHaveLength(3_000_000);
    const error = await failure(enters('me@broken'), ServiceError);
    expect(error.reason).toBe('CHANNEL_REFUSED');
  });

  it('runs no commands of the configuration, and refuses what it cannot do', async () => {
    await configure(`
      Match exec "touch ${home}/ran"
        User x
      Host proxied
        ProxyCommand nc %h %p
    `);
    const error = await failure(enters('me@proxied'), InputError);
    expect(error.message).toContain('ProxyCommand of ~/.ssh/config is not supported');
    await expect(readFile(join(home, 'ran'))).rejects.toThrow('ENOENT');
  });

  it('is not mistaken for JSON, a file, or another text', async () => {
    for (const text of ['web', 'settings.json', 'a b@c', '{', 'null']) {
      await failure(enters(text), InputError);
    }
  });
});
