import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import {
  type FtpServer,
  type FtpServerName,
  noFtpServer,
  startFtp,
} from '../../../test/support/ftp-server.js';
import { ServiceError } from '../../core/errors/errors.js';
import ftp, { createConnection } from './index.js';

const SERVERS: readonly (readonly [name: FtpServerName, root: string])[] = [
  ['proftpd', ''],
  ['pure-ftpd', ''],
  ['vsftpd', 'pub/'],
];

describe.each(SERVERS)('a real %s', (name, root) => {
  const why = noFtpServer(name);
  let server: FtpServer;
  beforeAll(async () => {
    if (!why) server = await startFtp(name);
  });

  for (const passive of [true, false]) {
    it.skipIf(why)(`${passive ? 'passive' : 'active'}: files and folders${why}`, async () => {
      const dir = `${root}${passive ? 'passive' : 'active'}`;
      const settings = { ...server.settings, passive };
      await using connection = await createConnection({ settings });
      const here = await folder();
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 251));
      await writeFile(join(here, 'a.bin'), bytes);
      await ftp.createNewDirectory({ connection, path: dir });
      const path = `${dir}/Отчёт 1.bin`;
      const sent = await ftp.uploadFile({ connection, file: join(here, 'a.bin'), path });
      expect(sent).toEqual({ result: true, bytes: bytes.length, path });
      expect(
        await ftp.uploadFile({ connection, file: join(here, 'a.bin'), path: dir }),
      ).toMatchObject({
        path: `${dir}/a.bin`,
      });
      expect(await ftp.getObjectSize({ connection, path })).toEqual({
        result: true,
        bytes: bytes.length,
      });
      expect(await ftp.getObjectSize({ connection, path: dir })).toMatchObject({ bytes: 600_000 });
      const { data } = await ftp.listObjects({ connection, path: dir });
      expect(
        data.map(({ name, size, path, is_directory }) => [name, size, path, is_directory]),
      ).toEqual([
        ['a.bin', bytes.length, `${dir}/a.bin`, false],
        ['Отчёт 1.bin', bytes.length, path, false],
      ]);
      expect(Date.parse(data[0]!.modified!)).toBeGreaterThan(Date.now() - 48 * 3_600_000);
      const file = join(here, 'copy.bin');
      const saved = await ftp.saveFile({ connection, path, file });
      expect(saved).toEqual({ result: true, bytes: bytes.length, filepath: file });
      expect(Buffer.compare(await readFile(file), bytes)).toBe(0);
      expect(Buffer.compare(await ftp.getFileData({ connection, path }), bytes)).toBe(0);
      await ftp.updatePath({ connection, from: path, to: `${dir}/b.bin` });
      const gone = await failure(ftp.getFileData({ connection, path }), ServiceError);
      expect(gone.reason, gone.message).toBe('NO_SUCH_FILE');
      // A refusal leaves the connection usable.
      expect(await ftp.ping({ connection })).toBe(true);
      await ftp.deleteFile({ connection, path: `${dir}/b.bin` });
      const full = await failure(ftp.deleteDirectory({ connection, path: dir }), ServiceError);
      expect(full.exitStatus).toBe(1);
      await ftp.clearDirectory({ connection, path: dir });
      expect((await ftp.listObjects({ connection, path: dir })).data).toEqual([]);
      await ftp.deleteDirectory({ connection, path: dir });
      await ftp.uploadFile({ connection, file: Buffer.alloc(0), path: `${root}empty` });
      expect(await ftp.getFileData({ connection, path: `${root}empty` })).toHaveLength(0);
      await ftp.deleteFile({ connection, path: `${root}empty` });
    });
  }

  it.skipIf(why)(`folders with all in them, both ways${why}`, async () => {
    await using connection = await createConnection({ settings: server.settings });
    const here = await folder();
    const from = join(here, 'from');
    await mkdir(join(from, 'deep', 'deeper'), { recursive: true });
    await mkdir(join(from, 'empty'));
    await writeFile(join(from, 'one.txt'), 'one');
    await writeFile(join(from, 'deep', 'two [x].txt'), 'two');
    await writeFile(join(from, 'deep', 'deeper', 'три.txt'), 'three');
    await symlink('/none', join(from, 'dangling'));
    const path = `${root}tree`;
    const sent = await ftp.uploadFile({ connection, file: from, path });
    expect(sent).toEqual({
      result: true,
      bytes: 11,
      path,
      files: 3,
      skipped: [{ path: 'dangling', why: 'it is a dangling link' }],
    });
    const { data } = await ftp.listObjects({ connection, path, recursive: true });
    expect(data.map(({ name }) => name)).toEqual(['deep', 'empty', 'one.txt']);
    expect(data[0]!.objects!.map(({ path }) => path)).toEqual([
      `${path}/deep/deeper`,
      `${path}/deep/two [x].txt`,
    ]);
    const to = join(here, 'to');
    const saved = await ftp.saveFile({ connection, path, file: to });
    expect(saved).toEqual({ result: true, bytes: 11, filepath: to, files: 3 });
    expect(await readFile(join(to, 'deep', 'deeper', 'три.txt'), 'utf8')).toBe('three');
    expect((await stat(join(to, 'empty'))).isDirectory()).toBe(true);
    const { deleted_objects } = await ftp.clearDirectory({ connection, path });
    expect(deleted_objects).toHaveLength(6);
    await ftp.deleteDirectory({ connection, path });
  });

  it.skipIf(why)(`continues a transfer that broke off, both ways${why}`, async () => {
    await using connection = await createConnection({ settings: server.settings });
    const here = await folder();
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 13) % 253));
    const file = join(here, 'whole.bin');
    await writeFile(file, bytes);
    const path = `${root}resumed.bin`;
    await ftp.uploadFile({ connection, file: bytes.subarray(0, 70_000), path });
    const sent = await ftp.uploadFile({ connection, file, path, resume: true });
    expect(sent).toMatchObject({ bytes: 130_000, resumed: 70_000 });
    expect(Buffer.compare(await ftp.getFileData({ connection, path }), bytes)).toBe(0);
    expect(await ftp.uploadFile({ connection, file, path, resume: true })).toMatchObject({
      bytes: 0,
    });
    const part = join(here, 'part.bin');
    await writeFile(part, bytes.subarray(0, 50_000));
    const saved = await ftp.saveFile({ connection, path, file: part, resume: true });
    expect(saved).toMatchObject({ bytes: 150_000, resumed: 50_000 });
    expect(Buffer.compare(await readFile(part), bytes)).toBe(0);
    expect(await ftp.saveFile({ connection, path, file: part, resume: true })).toMatchObject({
      bytes: 0,
    });
    await ftp.deleteFile({ connection, path });
  });

  it.skipIf(why)(`says who it is and what it can${why}`, async () => {
    const connection = { set: server.settings };
    expect((await ftp.getWelcomeMessage({ connection })).data).toMatch(/^220/);
    const { data } = await ftp.getProtocolFeatureList({ connection });
    expect(data).toMatchObject({ REST: 'STREAM', SIZE: null });
    expect(await ftp.executeArbitraryCommand({ connection, command: 'PWD' })).toMatchObject({
      status: 257,
    });
    expect((await ftp.getCurrentDirectory({ connection })).path).toBe('/');
  });
});

describe('a real proftpd', () => {
  const why = noFtpServer('proftpd');
  let server: FtpServer;
  beforeAll(async () => {
    if (!why) server = await startFtp('proftpd');
  });

  it.skipIf(why)(`changes the current folder, and permissions${why}`, async () => {
    await using connection = await createConnection({ settings: server.settings });
    await ftp.createNewDirectory({ connection, path: 'a "quoted" one' });
    await ftp.changeCurrentDirectory({ connection, path: 'a "quoted" one' });
    expect((await ftp.getCurrentDirectory({ connection })).path).toBe('/a "quoted" one');
    await ftp.uploadFile({ connection, file: Buffer.from('x'), path: '-odd name' });
    const site = await ftp.executeCustomCommand({ connection, command: 'CHMOD 600 ./-odd name' });
    expect(site.status).toBe(200);
    await ftp.deleteFile({ connection, path: '-odd name' });
  });

  it.skipIf(why)(`names in another encoding${why}`, async () => {
    const plain = { ...server.settings };
    const settings = { ...plain, encoding: 'windows-1251' };
    await using connection = await createConnection({ settings });
    await ftp.uploadFile({ connection, file: Buffer.from('x'), path: 'Отчёт.txt' });
    const { data } = await ftp.listObjects({ connection });
    expect(data.map(({ name }) => name)).toContain('Отчёт.txt');
    // Without it the name is not text, and says so.
    const other = await ftp.listObjects({ connection: plain });
    const odd = other.data.find(({ name_encoding }) => name_encoding)!;
    expect(odd.name).toBe('\\xce\\xf2\\xf7\\xb8\\xf2.txt');
    const here = await folder();
    const saved = await ftp.saveFile({ connection: plain, path: '.', file: here });
    expect(saved.skipped).toMatchObject([{ why: expect.stringContaining('encoding') }]);
    await ftp.deleteFile({ connection, path: 'Отчёт.txt' });
    const error = await failure(ftp.deleteFile({ connection, path: '日本' }), Error);
    expect(error.message).toContain('cannot be written in windows-1251');
  });

  it.skipIf(why)(`rejects a wrong password${why}`, async () => {
    const settings = { ...server.settings, password: 'wrong-one-1234' };
    const error = await failure(createConnection({ settings }), ServiceError);
    expect(error).toMatchObject({ reason: 'AUTH_FAILED', exitStatus: 1, retryable: false });
    expect(error.message).not.toContain('wrong-one');
  });
});
