import type { Item } from '../../core/archives/pack.js';
import { unreadable } from '../../core/archives/pack.js';
import { MEMORY, SevenZip } from '../../core/archives/seven-zip/engine.js';
import { checkRan } from '../../core/archives/seven-zip/problems.js';
import { inMemory } from '../../core/archives/seven-zip/reading.js';
import type { Call } from '../../core/definition/call.js';
import { Bytes } from '../../core/files/bytes.js';
import { readBounded } from '../../core/files/read-bounded.js';
import type { PackSettings } from './settings.js';

const IN = '/in';
const ARCHIVE = '/new.7z';
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

export const USUAL: PackSettings = {
  password: undefined,
  unpackPassword: undefined,
  options: ['-mx=6', '-ms=off'],
};

/** The bytes of a new archive. */
export function packed(
  call: Call,
  items: readonly Item[],
  settings: PackSettings,
): Promise<Buffer> {
  return inMemory(call, () =>
    SevenZip.use(call, async (engine) => {
      await engine.restart();
      await engine.put(IN);
      await putAll(call, engine, items);
      await add(call, engine, ARCHIVE, settings);
      return engine.take(ARCHIVE);
    }),
  );
}

/** Adds what is in the memory to an archive there. */
export async function add(
  call: Call,
  engine: SevenZip,
  archive: string,
  { password, options }: PackSettings,
): Promise<void> {
  const own = [...options, ...(password === undefined ? [] : [`-p${password}`])];
  const ran = await engine.run([
    'a',
    '-t7z',
    '-y',
    '-bsp0',
    '-scsUTF-8',
    ...own,
    archive,
    `${IN}/.`,
  ]);
  checkRan(ran, { call, title: '7z', hasPassword: password !== undefined });
}

/** Reads the files into the memory of 7-Zip. */
export async function putAll(call: Call, engine: SevenZip, items: readonly Item[]): Promise<void> {
  const total = items.reduce((sum, { size = 0 }) => sum + size, 0);
  let done = 0;
  for (const item of items) {
    const { path, isFolder, mode, modified } = item;
    const about = { modified, mode: (mode ?? (isFolder ? FOLDER_MODE : FILE_MODE)) & 0o777 };
    if (isFolder) await engine.put(`${IN}/${path}`, undefined, about);
    else {
      const data = await readBounded(await bytesOf(call, item), call, {
        largest: MEMORY,
        param: 'src',
      });
      done += data.length;
      call.options.onProgress?.({ direction: 'up', done, total });
      await engine.put(`${IN}/${path}`, data, about);
    }
  }
}

async function bytesOf(call: Call, { file, data, path }: Item): Promise<Bytes> {
  if (data) return data;
  const found = await call.access.files.open(file!).catch((error) => {
    throw unreadable(call, file!, (error as Error).message, error);
  });
  if (!found) throw unreadable(call, file!, 'it was deleted in the meantime');
  return Bytes.ofFile(found, { name: path });
}
