import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import type { Machine } from '../run/machine.js';
import { Box } from '../run/references.js';
import { callMethod } from '../run/script-object.js';
import { Source } from '../syntax/source.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';

interface Loading {
  declareClass(path: string, name: string): void;
  addModule(path: string, name: string): void;
}

/** What the script `package-loader.os` of a library calls. */
class PackageLoader extends BslObject {
  readonly folder: string;
  readonly loading: Loading;

  constructor(folder: string, loading: Loading) {
    super();
    this.folder = folder;
    this.loading = loading;
  }
}

define(PackageLoader, {
  type: 'ЗагрузчикПакета PackageLoader',
  methods: {
    'ДобавитьКласс AddClass'(this: PackageLoader, path: unknown, name: unknown) {
      this.loading.declareClass(resolve(this.folder, toText(path)), toText(name));
    },
    'ДобавитьМодуль AddModule'(this: PackageLoader, path: unknown, name: unknown) {
      this.loading.addModule(resolve(this.folder, toText(path)), toText(name));
    },
  },
});

const CLASSES = /^(?:классы|classes)$/i;
const MODULES = /^(?:модули|modules)$/i;

/** Finds and loads the libraries of `#Use`, each once. */
export class Libraries {
  readonly #machine: Machine;
  readonly #loading: Loading;
  readonly #loaded = new Set<string>();

  constructor(machine: Machine, loading: Loading) {
    this.#machine = machine;
    this.#loading = loading;
  }

  /** Loads a library for a script in a folder. Returns false if there is none with this name. */
  use(name: string, folder: string): boolean {
    // OInt itself: its modules are always there.
    if (/^oint(?:\/|$)/i.test(name)) return true;
    const found = this.#find(name, folder);
    if (found === undefined) return false;
    if (this.#loaded.has(found)) return true;
    this.#loaded.add(found);
    this.#load(found);
    return true;
  }

  #find(name: string, folder: string): string | undefined {
    const isPath = name.startsWith('.') || isAbsolute(name);
    const places = isPath
      ? [resolve(folder, name)]
      : [
          ...[join(folder, 'oscript_modules', name), join(process.cwd(), 'oscript_modules', name)],
          ...(process.env.OSCRIPT_LIB ? [join(process.env.OSCRIPT_LIB, name)] : []),
        ];
    return places.find((place) => existsSync(place) && statSync(place).isDirectory());
  }

  #load(folder: string): void {
    const loader = ['package-loader.os', '../package-loader.os']
      .map((name) => join(folder, name))
      .find((path) => existsSync(path));
    if (loader && this.#byLoader(loader, folder)) return;
    const config = join(folder, 'lib.config');
    if (existsSync(config)) this.#byConfig(config);
    else this.#byFolders(folder, existsSync(join(folder, 'src')) ? ['src', ''] : ['']);
  }

  /** Runs the library's own loader. Returns true if it did everything. */
  #byLoader(path: string, folder: string): boolean {
    const { functions } = this.#machine;
    const packageLoader = new PackageLoader(folder, this.#loading);
    const added = ['добавитькласс', 'addclass', 'добавитьмодуль', 'addmodule'];
    for (const name of added)
      functions.set(name, (file: unknown, as: unknown) =>
        callMethod(packageLoader, name, [file, as]),
      );
    try {
      const object = this.#machine.newObject(
        this.#machine.load(new Source(readFileSync(path, 'utf8'), path, path)),
      );
      const handler = object.method('призагрузкебиблиотеки') ?? object.method('onlibraryload');
      const standard = new Box(true);
      const stop = new Box(false);
      handler?.call(folder, standard, stop);
      return handler !== undefined && (standard.v === false || stop.v === true);
    } finally {
      for (const name of added) functions.delete(name);
    }
  }

  #byConfig(path: string): void {
    const text = withoutComments(readFileSync(path, 'utf8'));
    for (const [, kind, attributes = ''] of text.matchAll(/<(module|class)\s([^<>]*)>/gi)) {
      const name = /\bname\s*=\s*"([^"]+)"/i.exec(attributes)?.[1];
      const file = /\bfile\s*=\s*"([^"]+)"/i.exec(attributes)?.[1];
      if (!name || !file) continue;
      const place = resolve(dirname(path), file.replaceAll('\\', '/'));
      if (kind!.toLowerCase() === 'class') this.#loading.declareClass(place, name);
      else this.#loading.addModule(place, name);
    }
  }

  /** Without a description: what is in the folders for classes and modules, or in the folder itself. */
  #byFolders(folder: string, inside: readonly string[]): void {
    let found = false;
    for (const part of inside) {
      const place = join(folder, part);
      for (const name of readdirSync(place).sort()) {
        if (!CLASSES.test(name) && !MODULES.test(name)) continue;
        found = true;
        const isClass = CLASSES.test(name);
        for (const path of scriptsIn(join(place, name))) {
          if (isClass) this.#loading.declareClass(path, nameOf(path));
          else this.#loading.addModule(path, nameOf(path));
        }
      }
    }
    if (found) return;
    for (const path of scriptsIn(folder)) this.#loading.addModule(path, nameOf(path));
  }
}

function withoutComments(xml: string): string {
  const [start = '', ...commented] = xml.split('<!--');
  const rest = commented.map((part) => part.split('-->').slice(1).join('-->'));
  return start + rest.join('');
}

function scriptsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => extname(name).toLowerCase() === '.os')
    .sort()
    .map((name) => join(folder, name));
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}
