import { execFileSync, spawnSync } from 'node:child_process';
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
import { beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError, OutputError } from '../errors/errors.js';
import { TargetFile, writeWhole } from './file.js';

const noPosix = process.platform === 'win32' ? ' (skipped: not on Windows)' : '';
const noRoot = process.getuid?.() === 0 ? '' : ' (skipped: only root can do this)';
const unshared = spawnSync('unshare', ['-m', 'true']);
const noMounts = unshared.status === 0 ? '' : ' (skipped: this process cannot mount)';

let path: string;
let file: string;
beforeEach(async () => {
  path = await folder();
  file = join(path, 'file');
  await writeFile(file, 'the old content');
});

/** Only the file is there, with this content, and it is still the same file. */
async function expectSame(content: string, before: Awaited<ReturnType<typeof stat>>) {
  const after = await stat(file);
  const { ino, uid, gid, mode, nlink } = before;
  expect(after).toMatchObject({ ino, uid, gid, mode, nlink });
  expect(await readFile(file, 'utf8')).toBe(content);
  expect((await readdir(path)).filter((name) => name.endsWith('.part'))).toEqual([]);
}

describe.skipIf(noRoot)(`a file of another user${noRoot}`, () => {
  test.each([
    ['owner', 33, 0, 0o640],
    ['group', 0, 33, 0o660],
    ['owner and group', 33, 33, 0o604],
  ])('keeps its %s', async (_, uid, gid, mode) => {
    await chown(file, uid, gid);
    await chmod(file, mode);
    const before = await stat(file);
    await writeWhole(file, 'new');
    await expectSame('new', before);
    await writeWhole(file, 'much longer than before');
    await expectSame('much longer than before', before);
  });

  const noAttributes = spawnSync('setfattr', ['-n', 'user.x', '-v', 'y', '/tmp']).error
    ? ' (skipped: setfattr is not installed)'
    : '';
  test.skipIf(noAttributes)(`keeps its extended attributes${noAttributes}`, async () => {
    await chown(file, 33, 33);
    execFileSync('setfattr', ['-n', 'user.oint', '-v', 'kept', file]);
    await writeWhole(file, 'new');
    const said = execFileSync('getfattr', ['--absolute-names', '-n', 'user.oint', file]);
    expect(String(said)).toContain('user.oint="kept"');
  });

  test('is unchanged until the new content is complete', async () => {
    await chown(file, 33, 33);
    const before = await stat(file);
    const target = await TargetFile.open(file);
    await target.write(Buffer.from('half of '));
    await expect(readFile(file, 'utf8')).resolves.toBe('the old content');
    await target.discard();
    await expectSame('the old content', before);
  });

  test('can be started again', async () => {
    await chown(file, 33, 33);
    const before = await stat(file);
    const target = await TargetFile.open(file);
    await target.write(Buffer.from('a first attempt'));
    await target.restart();
    await target.write(Buffer.from('second'));
    await target.commit();
    await expectSame('second', before);
  });
});

describe.skipIf(noPosix)(`a file with other names${noPosix}`, () => {
  test('is written for all of its hard links', async () => {
    await link(file, join(path, 'other'));
    const before = await stat(file);
    await writeWhole(file, 'new');
    await expectSame('new', before);
    expect(await readFile(join(path, 'other'), 'utf8')).toBe('new');
  });

  test('gets the mode that is asked for', async () => {
    await link(file, join(path, 'other'));
    await writeWhole(file, 'new', 0o600);
    expect((await stat(join(path, 'other'))).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['a relative one', 'sub/made'],
    ['one to another link', 'second'],
  ])('a link that leads nowhere makes its target: %s', async (_, to) => {
    await mkdir(join(path, 'sub'));
    await symlink('sub/made', join(path, 'second'));
    await symlink(to, join(path, 'link'));
    await writeWhole(join(path, 'link'), 'new');
    expect(await readFile(join(path, 'sub', 'made'), 'utf8')).toBe('new');
    expect((await readdir(path)).sort()).toEqual(['file', 'link', 'second', 'sub']);
  });

  test('a link to itself, or into a missing folder, is refused', async () => {
    await symlink('loop', join(path, 'loop'));
    const loop = await failure(TargetFile.open(join(path, 'loop')), InputError);
    expect(loop.message).toContain('too many symbolic links');
    await symlink('missing/made', join(path, 'link'));
    const missing = await failure(TargetFile.open(join(path, 'link')), InputError);
    expect(missing.message).toContain('no such folder');
  });
});

describe.skipIf(noMounts)(`in a mount namespace${noMounts}`, () => {
  /** Runs the command line where a shell command has mounted something. */
  const run = (mount: string) =>
    spawnSync(
      'unshare',
      [
        '-m',
        'sh',
        '-c',
        `${mount} && exec ${process.execPath} dist/cli/main.js ssh GetSettingsViaAgent --host h --port 22 --user u --out "$1/file"`,
        'sh',
        path,
      ],
      { encoding: 'utf8', env: { ...process.env, HOME: path } },
    );

  test('a file that is a mount of its own is written in place', async () => {
    const before = await stat(file);
    const elsewhere = join(await folder(), 'bound');
    await writeFile(elsewhere, 'bound content, longer than the new one '.repeat(20));
    const bound = await stat(elsewhere);
    const { status, stderr } = run(`mount --bind ${elsewhere} "$1/file"`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(await readFile(elsewhere, 'utf8'))).toMatchObject({ username: 'u' });
    expect((await stat(elsewhere)).ino).toBe(bound.ino);
    await expectSame('the old content', before);
  });

  test('a writable file in a read-only folder is written in place', async () => {
    const before = await stat(file);
    const { status, stderr } = run(
      'mount --bind "$1" "$1" && mount --bind "$1/file" "$1/file" && mount -o remount,ro,bind "$1"',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { ino, mode } = await stat(file);
    expect({ ino, mode }).toEqual({ ino: before.ino, mode: before.mode });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ username: 'u' });
    expect(await readdir(path)).toEqual(['file']);
  });

  test('a full disk is reported, and the old file stays until the new one is complete', async () => {
    const { status, stderr } = run(
      'mount -t tmpfs -o size=64k tmpfs "$1" && echo old > "$1/file" && ln "$1/file" "$1/other" && cat /dev/zero > "$1/fill" 2>/dev/null || [ "$(cat "$1/file")" = old ]',
    );
    expect(status).toBe(1);
    expect(stderr).toContain('the disk is full');
    expect(stderr).toContain('The old file is unchanged.');
  });
});

describe.skipIf(noRoot)(`without the rights of root${noRoot}`, () => {
  const NOBODY = 65_534;
  const run = (name: string) =>
    spawnSync(
      process.execPath,
      `dist/cli/main.js ssh GetSettingsViaAgent --host h --port 22 --user u --out ${join(path, name)}`.split(
        ' ',
      ),
      { encoding: 'utf8', uid: NOBODY, gid: NOBODY, env: { ...process.env, HOME: path } },
    );

  test('a writable file in a folder that is not writable', async () => {
    await chmod(path, 0o755);
    await chmod(file, 0o666);
    const before = await stat(file);
    expect(run('file')).toMatchObject({ status: 0, stderr: '' });
    await expectSame(await readFile(file, 'utf8'), before);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ username: 'u' });
  });

  test('a file of another user in a folder where only owners may delete', async () => {
    await chmod(path, 0o1777);
    await chmod(file, 0o666);
    const before = await stat(file);
    expect(run('file')).toMatchObject({ status: 0, stderr: '' });
    await expectSame(await readFile(file, 'utf8'), before);
  });

  test('a read-only file is refused, also in a folder of its own', async () => {
    await chown(path, NOBODY, NOBODY);
    await chown(file, NOBODY, NOBODY);
    await chmod(file, 0o444);
    const before = await stat(file);
    const { status, stderr } = run('file');
    expect(status).toBe(2);
    expect(stderr).toContain('permission denied');
    await expectSame('the old content', before);
  });

  test('a new file in a folder that is not writable is refused', async () => {
    await chmod(path, 0o755);
    const { status, stderr } = run('new');
    expect(status).toBe(2);
    expect(stderr).toContain('permission denied');
    expect(await readdir(path)).toEqual(['file']);
  });
});

describe.skipIf(noPosix)(`what the shell opened${noPosix}`, () => {
  const run = (script: string) =>
    spawnSync('sh', ['-c', script, 'sh', file], {
      encoding: 'utf8',
      env: { ...process.env, HOME: path },
    });
  const call = `${process.execPath} dist/cli/main.js ssh GetSettingsViaAgent --host h --port 22 --user u`;

  test.each(['/dev/stdout', '/dev/fd/1'])('%s continues where the shell is', async (name) => {
    const { status } = run(`{ echo one; ${call} --out ${name}; echo two; } >> "$1"`);
    expect(status).toBe(0);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^the old contentone\n\{[\s\S]*"u"[\s\S]*\}\s*two\n$/);
  });

  test('/dev/stdout of a pipe', () => {
    const { stdout, status } = run(`${call} --out /dev/stdout | cat`);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ username: 'u' });
  });

  test('/dev/null stays a device', async () => {
    expect(run(`${call} --out /dev/null`)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});

test.skipIf(noPosix)('a failure while writing in place says so', async () => {
  await link(file, join(path, 'other'));
  const target = await TargetFile.open(file);
  await target.write(Buffer.from('new'));
  // The complete part is deleted by another program.
  for (const name of await readdir(path)) {
    if (name.endsWith('.part'))
      await import('node:fs/promises').then(({ rm }) => rm(join(path, name)));
  }
  const error = await failure(target.commit(), OutputError);
  expect(error.message).toContain('It could only be written in place, and is now incomplete.');
});
