import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { noSshd, type Sshd, startSshd } from '../../../test/support/ssh-server.js';
import {
  createConnection,
  getFileData,
  listObjects,
  type SshConnection,
  saveFile,
  uploadFile,
} from './index.js';

const noBytes =
  noSshd || (process.platform === 'linux' ? '' : ' (skipped: only Linux has names of any bytes)');

describe.skipIf(noBytes)(`names that are not UTF-8, on a real sshd${noBytes}`, () => {
  let server: Sshd;
  let connection: SshConnection;
  beforeAll(async () => {
    if (noBytes) return;
    server = await startSshd();
    connection = await createConnection({ settings: server.settings });
    return () => connection.close();
  });

  const bytes = (...parts: (string | number)[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part])));

  /** A folder with files, folders and links of such names between others. */
  async function strange(): Promise<string> {
    const path = join(server.files, Math.random().toString(36).slice(2));
    await mkdir(path);
    await writeFile(bytes(`${path}/caf`, 0xe9), 'latin');
    await writeFile(bytes(`${path}/a`, 0xff, 'é', 0xc3), 'mixed');
    await mkdir(bytes(`${path}/d`, 0xe9));
    await writeFile(bytes(`${path}/d`, 0xe9, '/inside'), 'inside');
    await symlink('z', bytes(`${path}/l`, 0xe9));
    await writeFile(join(path, 'café'), 'utf8');
    await writeFile(join(path, 'caf\\xe9'), 'a backslash');
    await writeFile(join(path, 'caf\uFFFD'), 'a replacement');
    await mkdir(join(path, 'sub'));
    await writeFile(bytes(`${path}/sub/`, 0x80), 'deep');
    await writeFile(join(path, 'sub', 'last'), 'last');
    return path;
  }

  it('are skipped in a folder that is saved, and everything else is saved', async () => {
    const path = await strange();
    const file = join(await folder(), 'copy');
    const { files, skipped } = await saveFile({ connection, path, file });
    expect(files).toBe(4);
    const why = 'its name is not UTF-8';
    expect(skipped).toEqual(
      ['a\\xffé\\xc3', 'caf\\xe9', 'd\\xe9', 'l\\xe9', 'sub/\\x80'].map((name) => ({
        path: name,
        why,
      })),
    );
    const names = ['caf\\xe9', 'caf\uFFFD', 'café', 'sub'].sort();
    expect((await readdir(file)).sort()).toEqual(names);
    expect(await readFile(join(file, 'caf\\xe9'), 'utf8')).toBe('a backslash');
    expect(await readFile(join(file, 'sub', 'last'), 'utf8')).toBe('last');
  });

  it('are listed in an escaped form, and marked', async () => {
    const path = await strange();
    const { data } = await listObjects({ connection, path, recursive: true });
    const shown = data.map(({ name, name_encoding }) => `${name} ${name_encoding ?? ''}`.trim());
    expect(shown.sort()).toEqual(
      [
        'a\\xffé\\xc3 escaped',
        'caf\\xe9',
        'caf\\xe9 escaped',
        'caf\uFFFD',
        'café',
        'd\\xe9 escaped',
        'l\\xe9 escaped',
        'sub',
      ].sort(),
    );
    const { objects } = data.find(({ name }) => name === 'sub')!;
    expect(objects!.map(({ name }) => name)).toEqual(['\\x80', 'last']);
  });

  it('do not disturb a long listing and transfers at the same time', async () => {
    const path = await strange();
    const data = Buffer.alloc(3_000_000, 'x');
    const here = await folder();
    for (let count = 0; count < 700; count++) {
      await writeFile(join(here, `file-with-a-rather-long-name-${count}`), `${count}`);
    }
    await uploadFile({ connection, file: here, path });
    await uploadFile({ connection, file: data, path: join(path, 'large') });
    const [listed, fetched] = await Promise.all([
      listObjects({ connection, path, recursive: true }),
      getFileData({ connection, path: join(path, 'large') }),
      listObjects({ connection, path, recursive: true }),
    ]);
    expect(listed.data).toHaveLength(709);
    expect(fetched.equals(data)).toBe(true);
  });
});
