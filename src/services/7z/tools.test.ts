import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { LONGEST_STOP, longestStop } from '../../../test/support/longest-stop.js';
import { AbortedError, InputError } from '../../core/errors/errors.js';
import sevenZip from './index.js';

/** 7-Zip as Debian has it. */
const program = ['7zz', '7z'].find((name) => spawnSync(name, ['--help']).error === undefined);
const noProgram = program ? '' : ' (skipped: 7zip is not installed)';
const hasBsd = spawnSync('bsdtar', ['--version']).error === undefined;
const noBsd = hasBsd ? '' : ' (skipped: bsdtar is not installed)';

const PASSWORD = 'pass "word" я';
let home: string;
let site: string;

beforeAll(async () => {
  home = await folder();
  site = join(home, 'site');
  await mkdir(join(site, 'docs/deep'), { recursive: true });
  await mkdir(join(site, 'empty'));
  await writeFile(join(site, 'docs/Привет, мир.txt'), 'Привет');
  await writeFile(join(site, 'docs/deep/none.txt'), '');
  await writeFile(join(site, '@list -o "quoted".txt'), 'odd');
  await writeFile(join(site, 'large.bin'), Buffer.alloc(3_000_001, 'ab'));
  await writeFile(join(site, 'run.sh'), '#!/bin/sh\n');
  await chmod(join(site, 'run.sh'), 0o755);
  await utimes(join(site, 'run.sh'), 1_000_000_000, 1_000_000_000);
});

const withPassword = (password?: string) => (password ? [`-p${password}`, '-mhe=on'] : []);
const same = (a: string, b: string) => execFileSync('diff', ['-r', a, b], { encoding: 'utf8' });

const SETTINGS: readonly (Record<string, unknown> | undefined)[] = [
  undefined,
  { password: PASSWORD },
  { password: PASSWORD, encrypt_header: false, solid: true },
  { method: 'Ppmd', ppmd_order: 8, ppmd_memory: 2 ** 20 },
  { method: 'Bzip2', level: 1 },
  { method: 'Lzma', dictionary_size: 2 ** 20, filters: ['DELTA'], delta_distance: 4 },
  { method: 'Lzma2', chunk_size: 2 ** 20, filters: ['X86'], level: 9 },
  { level: 0 },
  { method: 'Copy', password: '', filters: [''] },
];

describe('archives made here', () => {
  it.each(SETTINGS)('come back the same with %j', async (settings) => {
    const archive = join(await folder(), 'site.7z');
    const packed = await sevenZip.archiveDirectory({ src: site, dest: archive, settings });
    expect(packed).toMatchObject({ result: true, files: 5, bytes: (await stat(archive)).size });
    const dest = join(await folder(), 'out');
    const password = (settings?.password || undefined) as string | undefined;
    const unpacked = await sevenZip.unarchiveDirectory({ src: archive, dest, password });
    expect(unpacked).toMatchObject({ files: 5, folders: 3 });
    expect(unpacked).not.toHaveProperty('skipped');
    expect(same(site, dest)).toBe('');
    const { mode, mtimeMs } = await stat(join(dest, 'run.sh'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o755, 1_000_000_000_000]);
    if (!program) return;
    const out = await folder();
    execFileSync(program, ['x', ...withPassword(password), `-o${out}`, archive]);
    expect(same(site, out)).toBe('');
    expect((await stat(join(out, 'docs'))).mode & 0o777).toBe(0o755);
  });

  it.skipIf(!hasBsd)(`open with bsdtar${noBsd}`, async () => {
    const archive = join(home, 'bsd.7z');
    await sevenZip.archiveDirectory({ src: site, dest: archive });
    const out = await folder();
    execFileSync('bsdtar', ['xf', archive, '-C', out], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(same(site, out)).toBe('');
  });
});

describe.skipIf(!program)(`archives of 7-Zip${noProgram}`, () => {
  it.each([
    [[], undefined],
    [['-ms=off'], PASSWORD],
    [['-m0=PPMd'], PASSWORD],
  ])('with %j and the password %s', async (options, password) => {
    const archive = join(await folder(), 'site.7z');
    execFileSync(program!, ['a', ...withPassword(password), ...options, archive, `${site}/.`]);
    const dest = join(await folder(), 'out');
    await sevenZip.unarchiveDirectory({ src: archive, dest, password });
    expect(same(site, dest)).toBe('');
    const metadata = await sevenZip.getMetadata({ src: archive, password });
    expect(metadata).toMatchObject({
      file_count: 5,
      directory_count: 3,
      encrypted: password !== undefined,
    });
    const part = await sevenZip.unpackFiles({
      src: await readFile(archive),
      paths: ['docs'],
      password,
    });
    expect(part).toEqual({
      entries: [
        {
          name: 'docs',
          directory: true,
          entries: [
            {
              name: 'deep',
              directory: true,
              entries: [
                { name: 'none.txt', directory: false, from_path: false, data: Buffer.alloc(0) },
              ],
            },
            {
              name: 'Привет, мир.txt',
              directory: false,
              from_path: false,
              data: Buffer.from('Привет'),
            },
          ],
        },
      ],
    });
  });

  it('with links: they are left out', async () => {
    const from = await folder();
    await writeFile(join(from, 'a.txt'), 'a');
    await symlink('/etc/passwd', join(from, 'absolute'));
    await symlink('../../x', join(from, 'up'));
    await symlink('..', join(from, 'folder'));
    const archive = join(await folder(), 'links.7z');
    execFileSync(program!, ['a', '-snl', archive, `${from}/.`]);
    const dest = join(await folder(), 'out');
    const unpacked = await sevenZip.unarchiveDirectory({ src: archive, dest });
    expect(unpacked).toMatchObject({ files: 1 });
    expect(unpacked).toHaveProperty('skipped.length', 3);
  });

  it('after changes', async () => {
    for (const password of [undefined, PASSWORD]) {
      const archive = join(await folder(), 'site.7z');
      execFileSync(program!, ['a', ...withPassword(password), archive, `${site}/.`]);
      const changed = await sevenZip.modifyArchive({
        src: archive,
        additions: { 'docs/new.txt': Buffer.from('new'), 'run.sh': Buffer.from('replaced') },
        deletions: ['docs/deep', 'large.bin'],
        settings: password ? { unpack_password: password } : undefined,
      });
      expect(changed).toEqual({ result: true, path: archive, bytes: (await stat(archive)).size });
      const out = await folder();
      execFileSync(program!, ['x', ...withPassword(password), `-o${out}`, archive]);
      expect(await readFile(join(out, 'run.sh'), 'utf8')).toBe('replaced');
      const differences = spawnSync('diff', ['-rq', site, out], { encoding: 'utf8' }).stdout;
      expect(
        differences.replaceAll(site, 'A').replaceAll(out, 'B').trim().split('\n').sort(),
      ).toEqual([
        'Files A/run.sh and B/run.sh differ',
        'Only in A/docs: deep',
        'Only in A: large.bin',
        'Only in B/docs: new.txt',
      ]);
    }
  });
});

describe('what is refused', () => {
  it('a wrong password, and none', async () => {
    for (const hidden of [true, false]) {
      const settings = { password: PASSWORD, encrypt_header: hidden };
      const src = (await sevenZip.archiveDirectory({ src: site, settings })) as Buffer;
      const unpack = (password?: string) => sevenZip.unarchiveDirectory({ src, password });
      const wrong = await failure(unpack('wrong-secret'), InputError);
      expect(wrong.message).toContain('password is wrong, or the archive is broken');
      expect(wrong.message).not.toContain('wrong-secret');
      const none = await failure(unpack(), InputError);
      expect(none.message).toContain('src is encrypted\nSet password.');
    }
  });

  it('what is not a whole archive', async () => {
    const whole = (await sevenZip.archiveDirectory({ src: site })) as Buffer;
    const broken = Buffer.from(whole);
    broken.fill(0x55, 40, 60);
    for (const [src, message] of [
      [Buffer.alloc(0), 'src is empty'],
      [Buffer.from('PK\x03\x04'), 'src is not a 7z archive'],
      [whole.subarray(0, 200), 'src is not a whole 7z archive: '],
      [broken, 'src is not a whole 7z archive: its data is broken'],
    ] as const) {
      const error = await failure(sevenZip.unarchiveDirectory({ src }), InputError);
      expect(error.message).toContain(message);
    }
  });

  it('settings that do not exist', async () => {
    for (const [settings, message] of [
      [{ levl: 1 }, 'settings: unknown field "levl"'],
      [{ level: 10 }, 'settings.level must be a whole number from 0 to 9'],
      [{ method: 'Zip' }, 'settings.method must be Lzma2'],
      [{ filters: ['ABC'] }, 'settings.filters must be X86'],
    ] as const) {
      const error = await failure(sevenZip.archiveDirectory({ src: site, settings }), InputError);
      expect(error.message).toContain(message);
    }
  });

  it('an archive that unpacks to far more than its size', async () => {
    const zeros = join(await folder(), 'zeros');
    await writeFile(zeros, Buffer.alloc(100 * 2 ** 20));
    const src = (await sevenZip.archiveDirectory({ src: zeros, settings: { level: 1 } })) as Buffer;
    const dest = join(await folder(), 'out');
    const error = await failure(sevenZip.unarchiveDirectory({ src, dest }), InputError);
    expect(error.message).toContain('it unpacks to more than 200 times its size');
    const most = { src, dest, maxSize: 2 ** 20 };
    expect((await failure(sevenZip.unarchiveDirectory(most), InputError)).message).toContain(
      '1048576',
    );
  });

  it('paths that are not there, and changes to them', async () => {
    const src = (await sevenZip.archiveDirectory({ src: site })) as Buffer;
    const unpack = sevenZip.unpackFiles({ src, paths: ['nothing'] });
    expect((await failure(unpack, InputError)).message).toContain('the archive has no "nothing"');
    const out = sevenZip.modifyArchive({ src, additions: { '../x': Buffer.from('x') } });
    expect((await failure(out, InputError)).message).toContain('it leads out of the folder');
  });
});

it('does not block other work, and can be interrupted', async () => {
  const large = join(await folder(), 'large');
  await writeFile(large, Buffer.from(Array.from({ length: 2e6 }, (_, at) => (at * at) % 251)));
  const stop = await longestStop(() => sevenZip.archiveDirectory({ src: large }));
  expect(stop).toBeLessThan(LONGEST_STOP);
  const signal = AbortSignal.timeout(50);
  const many = join(await folder(), 'more');
  await writeFile(many, Buffer.alloc(50 * 2 ** 20, 'abcdefghij'));
  await failure(sevenZip.archiveDirectory({ src: many }, { signal }), AbortedError);
});
