import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  link,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { noSshd, type Sshd, startSshd } from '../../../test/support/ssh-server.js';
import { ServiceError } from '../../core/errors/errors.js';
import { createConnection, type SshConnection, uploadFile } from './index.js';

const noRoot = process.getuid?.() === 0 ? '' : ' (skipped: only root can do this)';

let server: Sshd;
let connection: SshConnection;
beforeAll(async () => {
  if (noSshd) return;
  server = await startSshd();
  connection = await createConnection({ settings: server.settings });
  return () => connection.close();
});

let there: string;
let path: string;
beforeEach(async () => {
  if (noSshd) return;
  there = join(server.files, randomBytes(4).toString('hex'));
  await mkdir(there);
  path = join(there, 'file');
  await writeFile(path, 'the old content');
});

const put = (text: string, to = path) =>
  uploadFile({ connection, file: Buffer.from(text), path: to });

/** Only the file is there, with this content, and it is still the same file. */
async function expectSame(content: string, before: Awaited<ReturnType<typeof stat>>) {
  const { ino, uid, gid, mode, nlink } = before;
  expect(await stat(path)).toMatchObject({ ino, uid, gid, mode, nlink });
  expect(await readFile(path, 'utf8')).toBe(content);
  expect((await readdir(there)).filter((name) => name.startsWith('.'))).toEqual([]);
}

describe.skipIf(noSshd)(`an upload over what is more than a file's content${noSshd}`, () => {
  it('writes for all hard links', async () => {
    await link(path, join(there, 'other'));
    const before = await stat(path);
    await put('new');
    await expectSame('new', before);
    await put('longer than the old content was');
    await expectSame('longer than the old content was', before);
    expect(await readFile(join(there, 'other'), 'utf8')).toBe('longer than the old content was');
  });

  it('writes for all hard links in an upload of a folder', async () => {
    const here = await folder();
    for (const name of ['a', 'b', 'file']) await writeFile(join(here, name), `new ${name}`);
    await writeFile(join(there, 'a'), 'old');
    await link(path, join(there, 'other'));
    await uploadFile({ connection, file: here, path: there });
    expect(await readFile(join(there, 'other'), 'utf8')).toBe('new file');
    expect((await readdir(there)).sort()).toEqual(['a', 'b', 'file', 'other']);
  });

  it('writes to a pipe', async () => {
    const pipe = join(there, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const data = randomBytes(400_000).toString('hex');
    const [read] = await Promise.all([readFile(pipe, 'utf8'), put(data, pipe)]);
    expect(read === data).toBe(true);
    expect((await stat(pipe)).isFIFO()).toBe(true);
  });

  it('writes to a device', async () => {
    await put('gone', '/dev/null');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    await failure(put('too much', '/dev/full'), ServiceError);
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true);
  });

  it('creates the target of a link that leads nowhere', async () => {
    await mkdir(join(there, 'sub'));
    await symlink('sub/made', join(there, 'second'));
    await symlink(join(there, 'second'), join(there, 'link'));
    await put('new', join(there, 'link'));
    expect(await readFile(join(there, 'sub', 'made'), 'utf8')).toBe('new');
    expect((await readdir(there)).sort()).toEqual(['file', 'link', 'second', 'sub']);
  });

  it('refuses a link to itself', async () => {
    await symlink('loop', join(there, 'loop'));
    await failure(put('new', join(there, 'loop')), ServiceError);
    expect((await readdir(there)).sort()).toEqual(['file', 'loop']);
  });

  it('refuses a folder by name', async () => {
    const here = await folder();
    await writeFile(join(here, 'sub'), 'a file here');
    await mkdir(join(there, 'sub'));
    const error = await failure(uploadFile({ connection, file: here, path: there }), ServiceError);
    expect(error.reason).toBe('IS_A_FOLDER');
  });
});

describe.skipIf(noSshd || noRoot)(
  `an upload by root over a file of another user${noSshd || noRoot}`,
  () => {
    it.each([
      ['owner', 33, 0, 0o640],
      ['group', 0, 33, 0o660],
      ['owner and group', 33, 33, 0o604],
    ])('keeps its %s', async (_, uid, gid, mode) => {
      await chown(path, uid, gid);
      await chmod(path, mode);
      const before = await stat(path);
      await put('new');
      await expectSame('new', before);
    });

    it('leaves it unchanged if the source fails', async () => {
      await chown(path, 33, 33);
      const before = await stat(path);
      async function* broken() {
        yield Buffer.from('half');
        throw new Error('no more');
      }
      await failure(uploadFile({ connection, file: broken(), path }), Error);
      await expectSame('the old content', before);
    });
  },
);

const NOBODY = 'nobody';
const noUser = noRoot || (spawnOk('id', NOBODY) ? '' : ' (skipped: there is no user nobody)');
function spawnOk(...[program, ...args]: [string, ...string[]]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(noSshd || noUser)(`an upload without the rights of root${noSshd || noUser}`, () => {
  let own: SshConnection;
  beforeAll(async () => {
    // The server's files as another user sees them.
    const restricted = await startSshd([
      `Subsystem sftp setpriv --reuid=65534 --regid=65534 --clear-groups ${sftpServer()}`,
    ]);
    own = await createConnection({ settings: restricted.settings });
    return () => own.close();
  });
  beforeEach(async () => {
    for (let at = there; at !== '/tmp' && at !== '/'; at = join(at, '..')) await chmod(at, 0o755);
  });
  const send = (text: string, to = path) =>
    uploadFile({ connection: own, file: Buffer.from(text), path: to });

  it('writes a writable file in a folder that is not writable', async () => {
    await chmod(path, 0o666);
    const before = await stat(path);
    await send('new');
    await expectSame('new', before);
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('no more');
    }
    await failure(uploadFile({ connection: own, file: broken(), path }), Error);
    await expectSame('new', before);
  });

  it('writes a file that is writable and not readable', async () => {
    await chmod(path, 0o222);
    await send('new');
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('refuses a read-only file, also in a folder of its own', async () => {
    await chown(there, 65_534, 65_534);
    await chown(path, 65_534, 65_534);
    await chmod(path, 0o444);
    const before = await stat(path);
    const error = await failure(send('new'), ServiceError);
    expect(error.reason).toBe('PERMISSION_DENIED');
    await expectSame('the old content', before);
  });

  it('replaces a file of its own', async () => {
    await chown(there, 65_534, 65_534);
    await chown(path, 65_534, 65_534);
    const before = await stat(path);
    await send('new');
    expect((await stat(path)).ino).not.toBe(before.ino);
    expect((await stat(path)).mode).toBe(before.mode);
  });
});

function sftpServer(): string {
  return spawnOk('test', '-x', '/usr/lib/openssh/sftp-server')
    ? '/usr/lib/openssh/sftp-server'
    : '/usr/libexec/sftp-server';
}
