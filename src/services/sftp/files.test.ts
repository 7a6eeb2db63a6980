import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { bash, oint } from '../../../test/support/oint.js';
import { start } from '../../../test/support/server.js';
import { noSshd, type Sshd, startSshd, without } from '../../../test/support/ssh-server.js';
import { AbortedError, InputError, ServiceError } from '../../core/errors/errors.js';
import {
  createConnection,
  deleteFile,
  getFileData,
  getFileInformation,
  type SshConnection,
  saveFile,
  updatePath,
  uploadFile,
} from './index.js';

const noSftp = without('sftp');
let server: Sshd;
let connection: SshConnection;
beforeAll(async () => {
  if (noSshd) return;
  server = await startSshd();
  connection = await createConnection({ settings: server.settings });
  return () => connection.close();
});

/** A new folder on the server, which the test can also read directly. */
async function remoteFolder(): Promise<string> {
  const path = join(server.files, randomBytes(4).toString('hex'));
  await mkdir(path);
  return path;
}

const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');

/** Runs a batch in the real `sftp`. */
function sftp(...lines: string[]): string {
  const { key, knownHosts, port, user } = server;
  const options = ['-q', '-b', '-', '-i', key, '-o', `UserKnownHostsFile=${knownHosts}`];
  const to = ['-F', 'none', '-P', `${port}`, `${user}@127.0.0.1`];
  return execFileSync('sftp', [...options, ...to], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
  });
}

describe.skipIf(noSshd)(`files on a real sshd${noSshd}`, () => {
  it('of 50 MiB are uploaded and downloaded unchanged', async () => {
    const [here, there] = [await folder(), await remoteFolder()];
    const data = randomBytes(50 * 1024 * 1024 + 17);
    const file = join(here, 'large.bin');
    await writeFile(file, data);
    const seen: number[] = [];
    const path = join(there, 'large.bin');
    const up = await uploadFile(
      { connection, file, path },
      { onProgress: ({ done, total }) => seen.push(done, total!) },
    );
    expect(up).toEqual({ result: true, bytes: data.length, path });
    expect(Math.max(...seen)).toBe(data.length);
    expect(hash(await readFile(path))).toBe(hash(data));
    const copy = join(here, 'copy.bin');
    const down = await saveFile({ connection, path, file: copy });
    expect(down).toEqual({ result: true, bytes: data.length, filepath: copy });
    expect(hash(await readFile(copy))).toBe(hash(data));
    expect(hash(await getFileData({ connection, path }))).toBe(hash(data));
    expect(await readdir(there)).toEqual(['large.bin']);
  });

  it.skipIf(noSftp)(`can be exchanged with sftp${noSftp}`, async () => {
    const [here, there] = [await folder(), await remoteFolder()];
    const data = randomBytes(300_000);
    await uploadFile({ connection, file: data, path: join(there, 'ours') });
    sftp(
      `get ${join(there, 'ours')} ${join(here, 'got')}`,
      `put ${join(here, 'got')} ${there}/theirs`,
    );
    expect(await readFile(join(here, 'got'))).toEqual(data);
    expect(await getFileData({ connection, path: join(there, 'theirs') })).toEqual(data);
  });

  it('can be bytes, streams, URLs and standard input', async () => {
    const there = await remoteFolder();
    const web = await start((_, response) => void response.end('from the web'));
    const put = async (name: string, file: Parameters<typeof uploadFile>[0]['file']) => {
      const path = join(there, name);
      await uploadFile({ connection, file, path });
      return readFile(path, 'utf8');
    };
    expect(await put('bytes', Buffer.from('bytes'))).toBe('bytes');
    expect(await put('empty', Buffer.alloc(0))).toBe('');
    expect(await put('base64', 'data:;base64,aGk=')).toBe('hi');
    expect(await put('stream', Readable.from(['a', 'b'], { objectMode: false }))).toBe('ab');
    expect(await put('url', `${web.url}/file`)).toBe('from the web');
    const conn = JSON.stringify(server.settings);
    const line = ['sftp', 'UploadFile', '--conn', conn, '--file', '-', '--path', `${there}/stdin`];
    expect(await oint(line, { stdin: 'typed' })).toMatchObject({ status: 0, stderr: '' });
    expect(await readFile(join(there, 'stdin'), 'utf8')).toBe('typed');
  });

  it('replace a file atomically, and keep its permissions', async () => {
    const there = await remoteFolder();
    const path = join(there, 'file');
    await writeFile(path, 'old');
    await chmod(path, 0o640);
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    async function* slow() {
      yield Buffer.alloc(1_000_000, 'n');
      await gate;
      yield Buffer.from('end');
    }
    let begun = () => {};
    const half = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const sent = uploadFile(
      { connection, file: slow(), path },
      { onProgress: ({ done }) => done >= 1_000_000 && begun() },
    );
    await half;
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(there)).toHaveLength(2);
    go();
    await sent;
    expect((await readFile(path)).length).toBe(1_000_003);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(there)).toEqual(['file']);
  });

  it('whose upload fails leave the old file and nothing else', async () => {
    const there = await remoteFolder();
    const path = join(there, 'file');
    await writeFile(path, 'old');
    async function* broken() {
      yield Buffer.alloc(1_000_000);
      throw new Error('the disk has failed');
    }
    const error = await failure(uploadFile({ connection, file: broken(), path }), InputError);
    expect(error.message).toContain('the disk has failed');
    const stopper = new AbortController();
    async function* endless() {
      for (;;) yield Buffer.alloc(100_000);
    }
    const onProgress = () => stopper.abort();
    const options = { signal: stopper.signal, onProgress };
    await failure(uploadFile({ connection, file: endless(), path }, options), AbortedError);
    const clumsy = () => {
      throw new RangeError('the bar is full');
    };
    const told = uploadFile({ connection, file: Buffer.from('x'), path }, { onProgress: clumsy });
    await failure(told, RangeError);
    expect(await readdir(there)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('whose download fails leave the old file and nothing else', async () => {
    const [here, there] = [await folder(), await remoteFolder()];
    const path = join(there, 'large');
    await writeFile(path, Buffer.alloc(8_000_000));
    const file = join(here, 'file');
    await writeFile(file, 'old');
    const stopper = new AbortController();
    const options = { signal: stopper.signal, onProgress: () => stopper.abort() };
    await failure(saveFile({ connection, path, file }, options), AbortedError);
    expect(await readdir(here)).toEqual(['file']);
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('keep their names in a folder', async () => {
    const [here, there] = [await folder(), await remoteFolder()];
    await writeFile(join(here, 'a.txt'), 'a');
    const up = await uploadFile({ connection, file: join(here, 'a.txt'), path: there });
    expect(up.path).toBe(join(there, 'a.txt'));
    const back = await folder();
    const down = await saveFile({ connection, path: up.path, file: back });
    expect(down.filepath).toBe(join(back, 'a.txt'));
    const nameless = uploadFile({ connection, file: Buffer.from('x'), path: there });
    expect(await failure(nameless, ServiceError)).toMatchObject({ reason: 'IS_A_FOLDER' });
  });

  it('replace the target of a link, not the link', async () => {
    const there = await remoteFolder();
    await writeFile(join(there, 'real'), 'old');
    await symlink('real', join(there, 'link'));
    await uploadFile({ connection, file: Buffer.from('new'), path: join(there, 'link') });
    expect(await readlink(join(there, 'link'))).toBe('real');
    expect(await readFile(join(there, 'real'), 'utf8')).toBe('new');
  });

  it('can have any characters in their names', async () => {
    const there = await remoteFolder();
    for (const name of ['отчёт 1.txt', '🦉', 'it\'s "quoted" $HOME', '-rf', 'new\nline', '*?[a]']) {
      const path = join(there, name);
      await uploadFile({ connection, file: Buffer.from(name), path });
      expect(await readFile(path, 'utf8')).toBe(name);
      expect((await getFileData({ connection, path })).toString()).toBe(name);
      expect((await getFileInformation({ connection, path })).data.name).toBe(name);
    }
  });

  it('of the kernel, without a size, are read to the end', async () => {
    const path = '/proc/version';
    if (!existsSync(path)) return expect(process.platform).not.toBe('linux');
    expect(await getFileData({ connection, path })).toEqual(await readFile(path));
  });

  it('are described as in the reference, links too', async () => {
    const there = await remoteFolder();
    const path = join(there, 'picture.png');
    await writeFile(path, 'png', { mode: 0o644 });
    await chmod(path, 0o644);
    const { uid, gid } = await stat(path);
    const { data } = await getFileInformation({ connection, path });
    expect(data).toEqual({
      name: 'picture.png',
      path,
      extension: 'png',
      is_directory: false,
      is_symlink: false,
      size: 3,
      permissions: '100644',
      uid,
      gid,
      accessed: expect.any(Number),
      modified: Math.floor((await stat(path)).mtimeMs / 1000),
    });
    await symlink('picture.png', join(there, 'link'));
    const link = await getFileInformation({ connection, path: join(there, 'link') });
    expect(link.data).toMatchObject({ is_symlink: true, size: 3, permissions: '100644' });
    await symlink('nowhere', join(there, 'dangling'));
    const dangling = await getFileInformation({ connection, path: join(there, 'dangling') });
    expect(dangling.data).toMatchObject({ is_symlink: true, is_directory: false });
  });

  it('can be larger than 4 GiB', async () => {
    const path = join(await remoteFolder(), 'huge');
    await writeFile(path, '');
    await truncate(path, 5 * 2 ** 30);
    const { data } = await getFileInformation({ connection, path });
    expect(data.size).toBe(5 * 2 ** 30);
  });

  it('are moved, and replaced only if requested', async () => {
    const there = await remoteFolder();
    const [from, to] = [join(there, 'a'), join(there, 'b')];
    await writeFile(from, 'a');
    await writeFile(to, 'b');
    const kept = await failure(updatePath({ connection, from, to }), ServiceError);
    expect(kept).toMatchObject({ reason: 'FILE_EXISTS', exitStatus: 1 });
    expect(await readFile(to, 'utf8')).toBe('b');
    expect(await updatePath({ connection, from, to, overwrite: true })).toEqual({ result: true });
    expect(await readFile(to, 'utf8')).toBe('a');
    await updatePath({ connection, from: to, to, overwrite: true });
    expect(await readdir(there)).toEqual(['b']);
    const gone = await failure(updatePath({ connection, from, to: `${to}2` }), ServiceError);
    expect(gone.reason).toBe('NO_SUCH_FILE');
  });

  it('are deleted, folders are not, and missing files are reported', async () => {
    const there = await remoteFolder();
    const path = join(there, 'a');
    await writeFile(path, 'a');
    expect(await deleteFile({ connection, path })).toEqual({ result: true });
    expect(await readdir(there)).toEqual([]);
    const gone = await failure(deleteFile({ connection, path }), ServiceError);
    expect(gone).toMatchObject({ reason: 'NO_SUCH_FILE', details: { path } });
    expect(gone.message).toContain(`no such file on the server: "${path}"`);
    const isFolder = await failure(deleteFile({ connection, path: there }), ServiceError);
    expect(isFolder.reason).toBe('IS_A_FOLDER');
    expect((await lstat(there)).isDirectory()).toBe(true);
  });

  it('have a clear error if their folder does not exist, on either side', async () => {
    const there = await remoteFolder();
    const path = join(there, 'no', 'such', 'folder', 'file');
    const up = await failure(
      uploadFile({ connection, file: Buffer.from('x'), path }),
      ServiceError,
    );
    expect(up).toMatchObject({ reason: 'NO_SUCH_FILE' });
    expect(up.hint).toContain('CreateNewDirectory');
    await writeFile(join(there, 'a'), 'a');
    const file = join(there, 'no', 'a');
    const down = await failure(saveFile({ connection, path: join(there, 'a'), file }), InputError);
    expect(down).toMatchObject({ param: 'file', exitStatus: 2 });
    const missing = join(await folder(), 'missing');
    const none = await failure(uploadFile({ connection, file: missing, path }), InputError);
    expect(none.message).toContain('no such file');
  });

  it('are saved to a file with saveTo', async () => {
    const there = await remoteFolder();
    await writeFile(join(there, 'a'), 'abc');
    const saveTo = join(await folder(), 'a');
    const path = join(there, 'a');
    expect(await getFileData({ connection, path }, { saveTo })).toMatchObject({ bytes: 3 });
    expect(await readFile(saveTo, 'utf8')).toBe('abc');
  });

  it.skipIf(noSftp)(`can be uploaded with the command from a dry run${noSftp}`, async () => {
    const [here, there] = [await folder(), await remoteFolder()];
    await writeFile(join(here, 'a b.txt'), 'dry');
    const conn = JSON.stringify(server.settings);
    const paths = ['--file', join(here, 'a b.txt'), '--path', `${there}/ü "x".txt`];
    const shown = await oint(['sftp', 'UploadFile', '--conn', conn, ...paths, '--dry-run']);
    expect(shown.status).toBe(0);
    expect(await readdir(there)).toEqual([]);
    const options = `-q -F none -o UserKnownHostsFile=${server.knownHosts}`;
    const ran = await bash(shown.stdout.replace('sftp ', `sftp ${options} `));
    expect(ran.stderr).toBe('');
    expect(await readFile(join(there, 'ü "x".txt'), 'utf8')).toBe('dry');
  });

  it('can be read several times at once', async () => {
    const path = join(await remoteFolder(), 'shared');
    const data = randomBytes(2_000_000);
    await uploadFile({ connection, file: Readable.from([data], { objectMode: false }), path });
    const all = await Promise.all([1, 2, 3].map(() => getFileData({ connection, path })));
    for (const one of all) expect(hash(one)).toBe(hash(data));
  });
});
