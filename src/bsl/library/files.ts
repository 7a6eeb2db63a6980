import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { type GlobalFunction, variadic } from '../run/machine.js';
import { BslArray } from '../values/array.js';
import { BslDate } from '../values/date.js';
import { raise } from '../values/errors.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';

/** A path, whether or not there is a file. */
export class FileObject extends BslObject {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }

  get extension(): string {
    // The dot of `.name` begins an extension there.
    const name = basename(this.path);
    return /^\.[^.]+$/.test(name) ? name : extname(name);
  }
}

function statOf({ path }: FileObject) {
  if (!existsSync(path)) raise({ ru: `Файл не найден: ${path}`, en: `No such file: ${path}` });
  return statSync(path);
}

const get = (read: (file: FileObject) => unknown) => ({
  get(this: FileObject) {
    return read(this);
  },
});

define(FileObject, {
  type: 'Файл File',
  create: (path?: unknown) => new FileObject(toText(path)),
  properties: {
    'Имя Name': get(({ path }) => basename(path)),
    'ИмяБезРасширения BaseName': get((file) =>
      basename(file.path).slice(0, basename(file.path).length - file.extension.length),
    ),
    'Расширение Extension': get((file) => file.extension),
    'ПолноеИмя FullName': get(({ path }) => (path === '' ? '' : resolve(path))),
    'Путь Path': get(({ path }) => {
      const folder = dirname(resolve(path));
      return path === '' ? '' : folder.endsWith(sep) ? folder : folder + sep;
    }),
  },
  methods: {
    'Существует Exist Exists'(this: FileObject) {
      return this.path !== '' && existsSync(this.path);
    },
    'ЭтоКаталог IsDirectory'(this: FileObject) {
      return statOf(this).isDirectory();
    },
    'ЭтоФайл IsFile'(this: FileObject) {
      return statOf(this).isFile();
    },
    'Размер Size'(this: FileObject) {
      return statOf(this).size;
    },
    'ПолучитьВремяИзменения GetModificationTime'(this: FileObject) {
      return BslDate.local(statOf(this).mtime);
    },
    'ПолучитьВремяСоздания GetCreationTime'(this: FileObject) {
      return BslDate.local(statOf(this).birthtime);
    },
    'УстановитьВремяИзменения SetModificationTime'(this: FileObject, time: BslDate) {
      utimesSync(this.path, time.asLocal, time.asLocal);
    },
    'ПолучитьТолькоЧтение GetReadOnly'(this: FileObject) {
      return (statOf(this).mode & 0o200) === 0;
    },
    'ПолучитьНевидимость GetHidden'(this: FileObject) {
      return basename(this.path).startsWith('.');
    },
  },
});

/** True for names that a mask such as `*.txt` matches, without case. */
function matcher(mask: string): (name: string) => boolean {
  if (mask === '*.*' || mask === '') return () => true;
  const wanted = mask.toLowerCase();
  return (name) => matches(name.toLowerCase(), wanted);
}

/** After a mismatch, the last `*` takes one character more. */
function matches(name: string, mask: string): boolean {
  let [at, place, star, retry] = [0, 0, -1, 0];
  while (at < name.length) {
    if (mask[place] === '*') {
      star = place++;
      retry = at;
    } else if (mask[place] === '?' || mask[place] === name[at]) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++retry;
    } else {
      return false;
    }
  }
  return mask.slice(place).replaceAll('*', '') === '';
}

function findFiles(folder: string, mask: string, recursive: boolean): FileObject[] {
  if (!existsSync(folder)) return [];
  const isWanted = matcher(mask);
  const found: FileObject[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (isWanted(entry.name)) found.push(new FileObject(path));
    if (recursive && entry.isDirectory()) found.push(...findFiles(path, mask, true));
  }
  return found;
}

/** Joins parts of a path: a later absolute part stays below the earlier ones. */
function combine(...parts: unknown[]): string {
  const texts = parts
    .filter((part) => part !== undefined)
    .map(toText)
    .filter((text) => text !== '');
  return texts.length === 0 ? '' : join(...texts);
}

const temporary: string[] = [];

function temporaryName(extension: unknown): string {
  const end = extension === undefined ? 'tmp' : toText(extension).replace(/^\./, '');
  const path = join(tmpdir(), `${randomUUID()}${end === '' ? '' : `.${end}`}`);
  temporary.push(path);
  return path;
}

export const fileFunctions: Readonly<Record<string, GlobalFunction>> = {
  'НайтиФайлы FindFiles': (folder: unknown, mask?: unknown, recursive?: unknown) => {
    const path = toText(folder);
    // Without a mask, the path of one file or folder.
    if (mask === undefined) return new BslArray(existsSync(path) ? [new FileObject(path)] : []);
    return new BslArray(findFiles(path, toText(mask), recursive === true));
  },
  'КопироватьФайл CopyFile FileCopy': (from: unknown, to: unknown) =>
    copyFileSync(toText(from), toText(to)),
  'ПереместитьФайл MoveFile': (from: unknown, to: unknown) => renameSync(toText(from), toText(to)),
  'УдалитьФайлы DeleteFiles': (path: unknown, mask?: unknown) => {
    if (mask === undefined) return rmSync(toText(path), { recursive: true, force: true });
    for (const file of findFiles(toText(path), toText(mask), false))
      rmSync(file.path, { recursive: true, force: true });
    return undefined;
  },
  'СоздатьКаталог CreateDirectory': (path: unknown) => {
    mkdirSync(toText(path), { recursive: true });
  },
  'ПолучитьИмяВременногоФайла GetTempFileName': temporaryName,
  'КаталогВременныхФайлов TempFilesDir': () => tmpdir() + sep,
  'ТекущийКаталог CurrentDirectory': () => process.cwd(),
  'ОбъединитьПути CombinePath': variadic(combine),
  'ПолучитьМаскуВсеФайлы GetAllFilesMask': () => '*',
  'ПолучитьРазделительПути GetPathSeparator': () => sep,
};

/** Deletes the files whose names `GetTempFileName` returned. */
export function deleteTemporaryFiles(): void {
  for (const path of temporary.splice(0)) rmSync(path, { recursive: true, force: true });
}
