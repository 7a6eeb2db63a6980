import { basename, dirname, join } from 'node:path';
import type { Call } from '../../definition/call.js';
import { inputError } from '../../definition/kinds/refuse.js';
import { callContext } from '../../definition/param.js';
import { Bytes } from '../../files/bytes.js';
import { readBounded } from '../../files/read-bounded.js';
import { whyNotHere } from '../../sync/names.js';
import { type ArchiveContents, MemorySink } from '../contents.js';
import { notAnArchive } from '../input.js';
import { Limits } from '../limits.js';
import type { ReadPart } from '../member.js';
import type { Selection } from '../selection.js';
import { FolderSink, type Unpacked } from '../unpack.js';
import { MEMORY, OutOfMemory, SevenZip } from './engine.js';
import { type ListedMember, type Listing, readListing } from './listing.js';
import { checkRan } from './problems.js';

/** A format that 7-Zip reads for us: only this one, although it knows many. */
export interface Format {
  title: string;
  /** What it is called in the options of 7-Zip, by the first bytes of an archive in hexadecimal digits. */
  types: Readonly<Record<string, string>>;
}

export const SEVEN_ZIP: Format = { title: '7z', types: { '377abcaf271c': '7z' } };
export const RAR: Format = {
  title: 'RAR',
  types: { '526172211a0700': 'rar', '526172211a0701': 'rar5' },
};

const FOLDER = '/archive';
const OUT = '/out';
const NAMES = '/names';
/** Larger files do not fit into the memory together with what is in them. */
const LARGEST = MEMORY / 2;

/** An archive in the memory of 7-Zip, and what is in it. */
export interface Opened {
  engine: SevenZip;
  path: string;
  size: number;
  listing: Listing;
  /** The options for reading it. */
  options: readonly string[];
  check(ran: { code: number; lines: string[] }): void;
}

interface Source {
  src: Bytes;
  password?: string | undefined;
  /** The param of the password, if it is not `password`. */
  param?: string;
}

/** Opens an archive, lists what is in it, and closes it when `work` is done. */
export async function withOpened<T>(
  call: Call,
  format: Format,
  { src, password, param }: Source,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const data = await readBounded(src, call, { largest: LARGEST, param: 'src' });
  const type = typeOf(call, format, data);
  const size = data.length;
  // Without a password it would ask for one.
  const options = [
    `-t${type}`,
    `-p${password ?? '\u0001'}`,
    '-sccUTF-8',
    '-scsUTF-8',
    '-spd',
    '-y',
  ];
  const { title } = format;
  const context = { call, title, hasPassword: password !== undefined, ...(param && { param }) };
  return inMemory(call, () =>
    SevenZip.use(call, async (engine) => {
      await engine.restart();
      const path = `${FOLDER}/${src.path ? basename(src.path) : `archive.${type}`}`;
      await engine.put(path, data);
      if (format === RAR) await addVolumes(call, engine, src);
      const ran = await engine.run(['l', '-slt', ...options, path]);
      checkRan(ran, context);
      const listing = readListing(ran.lines);
      const check = (again: typeof ran) => checkRan(again, context);
      return work({ engine, path, size, listing, options, check });
    }),
  );
}

/** Names the limit of the memory if it was reached. */
export async function inMemory<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OutOfMemory) throw tooLarge(call);
    throw error;
  }
}

function tooLarge(call: Call) {
  const what = ` needs more than ${MEMORY / 2 ** 30} GiB of memory, with all that is in it`;
  return inputError(callContext(call, 'src'), what);
}

function typeOf(call: Call, { title, types }: Format, data: Buffer): string {
  const start = data.subarray(0, 7).toString('hex');
  const found = Object.entries(types).find(([magic]) => start.startsWith(magic));
  if (found) return found[1];
  throw notAnArchive(call, data.length === 0 ? 'is empty' : `is not a ${title} archive`);
}

/** More volumes than any archive has. */
const MOST_VOLUMES = 1000;

/** The other volumes of a RAR archive, which are beside the first one. */
async function addVolumes(call: Call, engine: SevenZip, src: Bytes): Promise<void> {
  const { path } = src;
  if (path === undefined) return;
  for (let number = 2; number < MOST_VOLUMES; number++) {
    const name = volumeName(basename(path), number);
    if (name === undefined) return;
    const file = await call.access.files.open(join(dirname(path), name)).catch(() => undefined);
    if (file?.kind !== 'file') return;
    const bytes = Bytes.ofFile(file, { name });
    const limits = { largest: LARGEST, param: 'src' };
    await engine.put(`${FOLDER}/${name}`, await readBounded(bytes, call, limits));
  }
}

/** `x.part02.rar` after `x.part01.rar`, or `x.r00` after `x.rar`. */
function volumeName(first: string, number: number): string | undefined {
  const parts = /^(.*\.part)(0*1)(\.rar)$/i.exec(first);
  if (parts) return `${parts[1]}${String(number).padStart(parts[2]!.length, '0')}${parts[3]}`;
  if (!/\.rar$/i.test(first) || number > 101) return undefined;
  return `${first.slice(0, -2)}${String(number - 2).padStart(2, '0')}`;
}

interface Job {
  src: Bytes;
  dest: string | undefined;
  password?: string | undefined;
  maxSize: number | undefined;
  maxEntries: number;
  selection?: Selection;
}

/** Unpacks an archive, or the selected paths of it, into a folder or into memory. */
export function unpackWith(
  call: Call,
  format: Format,
  { src, dest, password, selection, ...given }: Job,
): Promise<Unpacked | ArchiveContents> {
  return withOpened(call, format, { src, password }, async (opened) => {
    const { entries } = opened.listing;
    const limits = new Limits(call, given, () => opened.size);
    const wanted = selection ? entries.filter(({ path }) => selection.has(path)) : entries;
    selection?.checkAll();
    const total = wanted.reduce((sum, { size }) => sum + size, 0);
    limits.announce(wanted.length, total);
    if (total > MEMORY) throw tooLarge(call);
    await extract(opened, wanted, wanted.length < entries.length);
    const sink =
      dest === undefined ? new MemorySink(call, limits) : await FolderSink.open(call, dest, limits);
    try {
      await eachFile(opened.engine, wanted, (member, read) => sink.take(member, read));
      return await sink.end();
    } finally {
      await sink.settle();
    }
  });
}

/** Unpacks files into the memory of 7-Zip. What would not be written anyway is left out. */
async function extract(
  { engine, path, options, check }: Opened,
  wanted: readonly ListedMember[],
  isSelection: boolean,
): Promise<void> {
  const files = wanted.filter(isSafeFile);
  if (files.length === 0) return;
  const isPart = isSelection || wanted.some((one) => one.kind !== 'folder' && !isSafeFile(one));
  const names = Buffer.from(files.map((one) => `${one.path}\n`).join(''));
  const volumes = await engine.list(FOLDER);
  await engine.restart(...volumes.map((volume) => `${FOLDER}/${volume.path}`));
  if (isPart) await engine.put(NAMES, names);
  check(await engine.run(['x', ...options, `-o${OUT}`, path, ...(isPart ? [`@${NAMES}`] : [])]));
}

function isSafeFile({ kind, path }: ListedMember): boolean {
  return kind === 'file' && whyNotHere(path) === undefined;
}

async function eachFile(
  engine: SevenZip,
  wanted: readonly ListedMember[],
  take: (member: ListedMember, read: ReadPart) => Promise<void>,
): Promise<void> {
  const there = new Set((await engine.list(OUT)).map(({ path }) => path));
  for (const member of wanted) {
    const isThere = there.delete(member.path);
    if (!isSafeFile(member)) await take(member, async () => undefined);
    else if (!isThere)
      await take({ ...member, why: '7-Zip did not unpack it' }, async () => undefined);
    else {
      const data = await engine.take(`${OUT}/${member.path}`);
      await take({ ...member, size: data.length }, once(data));
    }
  }
}

function once(data: Buffer): ReadPart {
  let rest: Buffer | undefined = data.length > 0 ? data : undefined;
  return async () => {
    const part = rest;
    rest = undefined;
    return part;
  };
}
