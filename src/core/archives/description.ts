import { bytesKind } from '../definition/kinds/bytes.js';
import { recordKind } from '../definition/kinds/json.js';
import { inputError, refuse } from '../definition/kinds/refuse.js';
import {
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../definition/param.js';
import { structure } from '../definition/structure.js';
import type { Bytes } from '../files/bytes.js';
import { whyNotHere } from '../sync/names.js';
import { MOST_LEVELS } from '../util/depth.js';
import type { JsonRecord } from '../util/is-record.js';
import { isRecord } from '../util/is-record.js';

/** A file or an empty folder to be packed, by its description. */
export interface Described {
  path: string;
  /** None for a folder. */
  data?: Bytes;
}

/** What to pack: a file or a folder on disk, or a description of the contents. */
export type PackSource = { path: string } | { described: Described[] };

const kind: Kind<JsonRecord | string, PackSource> = {
  name: 'record',
  takes:
    'a path of a folder or file, or a JSON object such as GetArchiveDescriptionStructure returns',
  schema: { type: ['string', 'object'] },
  async parse(value, context) {
    if (typeof value !== 'string' || /^\s*(?:\{|@[^@])/.test(value))
      return { described: await readDescription(value as JsonRecord | string, context) };
    if (value.includes('\0')) throw refuse(value, context, 'a path without NUL characters');
    return { path: value };
  },
};

/** A param for what is packed. */
export function packSource<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, { ...spec, reach: 'read' });
}

const DATA = 'path, URL or Base64 of the contents';

/** The template of a description. */
const TEMPLATE = {
  entries: [
    { name: 'file name', directory: false, from_path: true, path: 'path of the file on disk' },
    { name: 'file name', directory: false, from_path: false, data: DATA },
    {
      name: 'folder name',
      directory: true,
      entries: [{ name: 'file name', directory: false, from_path: false, data: DATA }],
    },
  ],
} as const;

/** The method that returns the template. */
export function descriptionStructure(service: string) {
  return structure(service, 'GetArchiveDescriptionStructure', TEMPLATE, { asMap: true });
}

async function readDescription(value: JsonRecord | string, context: ParamContext) {
  const found = await recordKind.parse(value, context);
  const described: Described[] = [];
  await readEntries(found.entries, '', partContext(context, '.entries'), described);
  return described;
}

async function readEntries(
  entries: unknown,
  folder: string,
  context: ParamContext,
  into: Described[],
): Promise<void> {
  if (!Array.isArray(entries)) throw refuse(entries, context, 'an array of files and folders');
  if (folder.split('/').length > MOST_LEVELS) throw inputError(context, ' is nested too deeply');
  for (let index = 0; index < entries.length; index++) {
    await readEntry(entries[index], folder, partContext(context, `[${index}]`), into);
  }
}

async function readEntry(
  entry: unknown,
  folder: string,
  context: ParamContext,
  into: Described[],
): Promise<void> {
  if (!isRecord(entry)) throw refuse(entry, context, 'an object with a name');
  const { name, directory = 'entries' in entry, from_path = 'path' in entry } = entry;
  const place = partContext(context, '.name');
  if (typeof name !== 'string' || name === '') throw refuse(name, place, 'the name of a file');
  const path = folder === '' ? name : `${folder}/${name}`;
  const why = whyNotHere(path, 'linux');
  if (why) throw inputError(place, ` cannot be a name in an archive: ${why}`);
  if (directory === true || directory === 'true') {
    into.push({ path });
    return readEntries(entry.entries ?? [], path, partContext(context, '.entries'), into);
  }
  const field = from_path === true || from_path === 'true' ? 'path' : 'data';
  const part = partContext(context, `.${field}`);
  into.push({ path, data: await readData(entry[field], field, part) });
}

/** A program's text is data only if it is Base64: a path is named as one. */
async function readData(value: unknown, field: 'path' | 'data', context: ParamContext) {
  const isPath = field === 'path';
  if (isPath && typeof value !== 'string') throw refuse(value, context, 'a path');
  if (value === undefined || value === null) throw refuse(value, context, bytesKind.takes);
  return bytesKind.parse(value as string, context);
}
