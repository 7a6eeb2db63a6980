import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { GlobalFunction, LoadedModule, Machine } from '../run/machine.js';
import type { ScriptObject } from '../run/script-object.js';
import { ScriptSyntaxError, Source } from '../syntax/source.js';
import { raise } from '../values/errors.js';
import { skipped } from '../values/object.js';
import { Structure } from '../values/structure.js';
import { toText } from '../values/text.js';
import { type BslType, declareScriptType, findType } from '../values/types.js';
import { Libraries } from './libraries.js';

/** Reads a script. Paths are relative to the current folder. */
function readSource(path: string): Source {
  const absolute = resolve(path);
  if (!existsSync(absolute))
    return raise({ ru: `Файл не найден: ${path}`, en: `No such file: ${path}` });
  return new Source(readFileSync(absolute, 'utf8'), absolute, absolute);
}

/** Makes a module a type that `New` creates objects of. */
function declareClass(machine: Machine, module: LoadedModule, name: string): BslType {
  const type: BslType = declareScriptType(name, module.compiled.source.name, (args) => {
    const object = machine.newObject(module, type);
    construct(object, args);
    return object;
  });
  return type;
}

/** Calls the constructor. */
function construct(object: ScriptObject, args: readonly unknown[]): void {
  const found = object.method('присозданииобъекта') ?? object.method('onobjectcreate');
  if (found) found.call(...args);
  else if (args.some((arg) => arg !== skipped && arg !== undefined))
    raise({
      ru: 'Конструктор не определен',
      en: 'The class has no constructor with arguments',
    });
}

/** Scripts that a script loads, and `#Use`. */
export function scriptFunctions(machine: Machine): Readonly<Record<string, GlobalFunction>> {
  const libraries = new Libraries(machine, {
    declareClass: (path, name) => declareClass(machine, machine.load(readSource(path)), name),
    addModule: (path, name) => {
      const module = machine.load(readSource(path));
      const object = machine.newObject(module);
      machine.addProperties({ [name]: () => object });
    },
  });
  machine.use = (name, by, offset) => {
    const folder = by.path === undefined ? process.cwd() : dirname(by.path);
    if (libraries.use(name, folder)) return;
    throw new ScriptSyntaxError(by, offset, {
      ru: `Библиотека не найдена: ${name}`,
      en: `There is no library "${name}"`,
    });
  };
  const load = (source: Source, given: unknown) => {
    const values = new Map<string, unknown>();
    if (given instanceof Structure)
      for (const [name, { value }] of given.entries) values.set(name, value);
    const names = [...values.keys()].filter((name) => !machine.properties.has(name));
    // The module sees them as properties of the global context while it is compiled and run.
    for (const name of names) machine.properties.set(name, () => values.get(name));
    try {
      return machine.newObject(machine.load(source), undefined, values);
    } finally {
      for (const name of names) machine.properties.delete(name);
    }
  };
  return {
    'ПодключитьСценарий AttachScript': (path: unknown, name: unknown) => {
      const typeName = toText(name);
      const source = readSource(toText(path));
      const known = findType(typeName);
      if (known && known.script !== source.name)
        raise({
          ru: `Тип уже зарегистрирован (${typeName})`,
          en: `There already is a type ${typeName}`,
        });
      declareClass(machine, machine.load(source), typeName);
    },
    'ЗагрузитьСценарий LoadScript': (path: unknown, given?: unknown) =>
      load(readSource(toText(path)), given),
    'ЗагрузитьСценарийИзСтроки LoadScriptFromString': (text: unknown, given?: unknown) =>
      load(new Source(toText(text), '<string>'), given),
  };
}
