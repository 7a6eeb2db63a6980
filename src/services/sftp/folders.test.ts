import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { noSshd, type Sshd, startSshd } from '../../../test/support/ssh-server.js';
import { InputError, OutputError, ServiceError } from '../../core/errors/errors.js';
import {
  createConnection,
  createNewDirectory,
  deleteDirectory,
  getCurrentDirectory,
  listObjects,
  type SshConnection,
  saveFile,
  uploadFile,
} from './index.js';

let server: Sshd;
let connection: SshConnection;
beforeAll(async () => {
  if (noSshd) return;
  server = await startSshd();
  connection = await createConnection({ settings: server.settings });
  return () => connection.close();
});

async function remoteFolder(): Promise<string> {
  const path = join(server.files, randomBytes(4).toString('hex'));
  await mkdir(path);
  return path;
}

const same = (one: string, other: string) =>
  execFileSync('diff', ['-r', one, other], { encoding: 'utf8' });

describe.skipIf(noSshd)(`folders on a real sshd${noSshd}`, () => {
  it('with 300 small files are uploaded and downloaded completely, with their total progress', async () => {
    const [here, there] = [await folder(), await remoteFolder()];
    let total = 0;
    for (const part of ['', 'a', 'a/b', 'ü c']) {
      await mkdir(join(here, part), { recursive: true });
      for (let n = 0; n < 75; n++) {
        await writeFile(join(here, part, `${n}.txt`), 'x'.repeat(n));
        total += n;
      }
    }
    await mkdir(join(here, 'empty'));
    const seen: number[] = [];
    const path = join(there, 'tree');
    const up = await uploadFile(
      { connection, file: here, path },
      { onProgress: (p) => seen.push(p.done === p.total ? p.done : -1) },
    );
    expect(up).toEqual({ result: true, bytes: total, path, files: 300 });
    expect(seen.at(-1)).toBe(total);
    expect(same(here, path)).toBe('');
    const back = join(await folder(), 'new', 'tree');
    const down = await saveFile({ connection, path, file: back });
    expect(down).toEqual({ result: true, bytes: total, filepath: back, files: 300 });
    expect(same(here, back)).toBe('');
    // A second time has the same result: existing files are replaced.
    expect((await uploadFile({ connection, file: here, path: `${path}/` })).files).toBe(300);
    expect(same(here, path)).toBe('');
  });

  it('skip links to folders and special files, and say so', async () => {
    const [here, there] = [await folder(), await remoteFolder()];
    await mkdir(join(here, 'sub'));
    await writeFile(join(here, 'real'), 'r');
    await symlink('real', join(here, 'link'));
    await symlink('..', join(here, 'sub', 'loop'));
    await symlink('nowhere', join(here, 'dangling'));
    execFileSync('mkfifo', [join(here, 'pipe')]);
    const skipped = [
      { path: 'dangling', why: 'it is a dangling link' },
      { path: 'pipe', why: 'it is not a file' },
      { path: 'sub/loop', why: 'it is a link to a folder' },
    ];
    const up = await uploadFile({ connection, file: here, path: join(there, 'up') });
    expect(up).toMatchObject({ files: 2, skipped });
    expect(await readFile(join(there, 'up', 'link'), 'utf8')).toBe('r');
    const down = await saveFile({ connection, path: here, file: join(await folder(), 'down') });
    expect(down).toMatchObject({ files: 2, skipped });
  });

  it('are not saved through existing links', async () => {
    const [here, there, outside] = [await folder(), await remoteFolder(), await folder()];
    await mkdir(join(there, 'sub'));
    await writeFile(join(there, 'sub', 'file'), 'evil');
    await writeFile(join(there, 'plain'), 'evil');
    await writeFile(join(outside, 'precious'), 'precious');
    await symlink(join(outside, 'precious'), join(here, 'plain'));
    await saveFile({ connection, path: join(there), file: here });
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('precious');
    expect(await readFile(join(here, 'plain'), 'utf8')).toBe('evil');
    const trapped = await folder();
    await symlink(outside, join(trapped, 'sub'));
    const error = await failure(saveFile({ connection, path: there, file: trapped }), OutputError);
    expect(error.message).toContain('it exists and is not a folder');
    expect(await readdir(outside)).toEqual(['precious']);
  });

  it('are listed by name, with subfolders if requested', async () => {
    const there = await remoteFolder();
    await mkdir(join(there, 'b', 'c'), { recursive: true });
    await writeFile(join(there, 'a.txt'), 'abc');
    await writeFile(join(there, 'b', 'c', 'd.txt'), '');
    await symlink('..', join(there, 'b', 'up'));
    const flat = await listObjects({ connection, path: there });
    expect(flat.data.map(({ name, path }) => [name, path])).toEqual([
      ['a.txt', join(there, 'a.txt')],
      ['b', join(there, 'b')],
    ]);
    expect(flat.data[1]).toMatchObject({ is_directory: true, extension: '' });
    expect(flat.data[1]).not.toHaveProperty('objects');
    const deep = await listObjects({ connection, path: there, recursive: true });
    const [, b] = deep.data;
    expect(b!.objects!.map(({ name }) => name)).toEqual(['c', 'up']);
    expect(b!.objects![0]!.objects![0]).toMatchObject({ name: 'd.txt', size: 0 });
    expect(b!.objects![1]).toMatchObject({ is_symlink: true, is_directory: false });
    const empty = await remoteFolder();
    expect(await listObjects({ connection, path: empty })).toEqual({ result: true, data: [] });
    const none = listObjects({ connection, path: join(there, 'none') });
    expect(await failure(none, ServiceError)).toMatchObject({ reason: 'NO_SUCH_FILE' });
  });

  it('are listed with relative paths for a relative path', async () => {
    const { path } = await getCurrentDirectory({ connection });
    expect(path.startsWith('/')).toBe(true);
    const relative = await listObjects({ connection });
    expect(relative.result).toBe(true);
    for (const { name, path } of relative.data) expect(path).toBe(name);
  });

  it('are listed as a table on the command line', async () => {
    const there = await remoteFolder();
    await mkdir(join(there, 'b'));
    await writeFile(join(there, 'b', 'x, "y".txt'), 'abc');
    const out = join(await folder(), 'list.csv');
    const conn = JSON.stringify(server.settings);
    const line = ['sftp', 'ListObjects', '--conn', conn, '--path', there, '--rcv', 'true'];
    expect(await oint([...line, '--out', out])).toMatchObject({ status: 0, stderr: '' });
    const rows = (await readFile(out, 'utf8')).trim().split('\r\n');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^name,path,extension,/);
    expect(rows[2]).toContain('"x, ""y"".txt"');
  });

  it('are created with exactly the given permissions', async () => {
    const there = await remoteFolder();
    const path = join(there, 'new');
    expect(await createNewDirectory({ connection, path })).toEqual({ result: true });
    expect((await stat(path)).mode & 0o7777).toBe(0o700);
    await createNewDirectory({ connection, path: `${path}2`, mode: '777' });
    expect((await stat(`${path}2`)).mode & 0o7777).toBe(0o777);
    const again = await failure(createNewDirectory({ connection, path }), ServiceError);
    expect(again.reason).toBe('FILE_EXISTS');
    const deep = createNewDirectory({ connection, path: join(there, 'x', 'y') });
    expect(await failure(deep, ServiceError)).toMatchObject({ reason: 'NO_SUCH_FILE' });
    for (const mode of ['rwx', '789', '77777', '']) {
      const wrong = createNewDirectory({ connection, path: join(there, 'w'), mode });
      if (mode === '') await wrong;
      else expect(await failure(wrong, InputError)).toMatchObject({ param: 'mode' });
    }
  });

  it('are deleted if empty, and files are not', async () => {
    const there = await remoteFolder();
    await writeFile(join(there, 'file'), '');
    const full = await failure(deleteDirectory({ connection, path: there }), ServiceError);
    expect(full).toMatchObject({ reason: 'NOT_EMPTY' });
    expect(full.message).toContain('1 object');
    const file = deleteDirectory({ connection, path: join(there, 'file') });
    expect(await failure(file, ServiceError)).toMatchObject({ reason: 'NOT_A_FOLDER' });
    const empty = await remoteFolder();
    expect(await deleteDirectory({ connection, path: empty })).toEqual({ result: true });
    const gone = await failure(deleteDirectory({ connection, path: empty }), ServiceError);
    expect(gone.reason).toBe('NO_SUCH_FILE');
  });
});
