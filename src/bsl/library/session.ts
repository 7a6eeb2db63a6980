import { brief, detailed, ErrorInfo } from '../run/error-info.js';
import type { GlobalFunction, Machine } from '../run/machine.js';
import { ScriptInfo } from '../run/script-info.js';
import { ScriptObject } from '../run/script-object.js';
import { FixedArray } from '../values/array.js';
import { badArgument, ScriptError, ScriptExit } from '../values/errors.js';
import { integer } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';
import type { Host } from './host.js';

/** `Chars`: characters that are hard to write in a script. */
class Chars extends BslObject {}

const char = (text: string) => ({ get: () => text });

define(Chars, {
  type: 'Символы Chars',
  properties: {
    'ПС LF': char('\n'),
    'ВК CR': char('\r'),
    'ВТаб VTab': char('\v'),
    'НПП NBSp': char('\u00a0'),
    'ПФ FF': char('\f'),
    'Таб Tab': char('\t'),
  },
});

/** Messages, errors, events, and the end of the script. */
export function sessionFunctions(
  machine: Machine,
  host: Host,
): Readonly<Record<string, GlobalFunction>> {
  const info = () => new ErrorInfo(machine.current ?? new ScriptError(''));
  const errorOf = (given: unknown) => (given instanceof ErrorInfo ? given.error : undefined);
  return {
    'Сообщить Message': (text: unknown, _status?: unknown) => host.write(`${toText(text)}\n`),
    'ИнформацияОбОшибке ErrorInfo': info,
    'ОписаниеОшибки ErrorDescription': () => (machine.current ? detailed(machine.current) : ''),
    'КраткоеПредставлениеОшибки BriefErrorDescription': (given: unknown) => {
      const error = errorOf(given);
      return error ? brief(error) : '';
    },
    'ПодробноеПредставлениеОшибки DetailErrorDescription': (given: unknown) => {
      const error = errorOf(given);
      return error ? detailed(error) : '';
    },
    'ЗавершитьРаботу Exit': (status?: unknown) => {
      throw new ScriptExit(status === undefined ? 0 : integer(status, 1));
    },
    'СтартовыйСценарий StartupScript EntryScript': () =>
      machine.main && new ScriptInfo(machine.main.module.source),
    'ЗаполнитьЗначенияСвойств FillPropertyValues': (
      to: unknown,
      from: unknown,
      names?: unknown,
      except?: unknown,
    ) => fillProperties(to as BslObject, from as BslObject, names, except),
  };
}

export function sessionProperties({ args }: Host): Record<string, () => unknown> {
  const chars = new Chars();
  const given = new FixedArray([...args]);
  return {
    'Символы Chars': () => chars,
    'АргументыКоманднойСтроки CommandLineArguments': () => given,
  };
}

function fillProperties(to: BslObject, from: BslObject, names: unknown, except: unknown): void {
  const listed = (text: unknown) =>
    toText(text)
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  for (const [index, list] of [names, except].entries())
    if (list !== undefined && typeof list !== 'string') badArgument(index + 3);
  const isStrict = names !== undefined && names !== '';
  const chosen = isStrict ? listed(names) : propertyNames(from);
  // A list of names leaves nothing to exclude.
  const excluded = new Set(isStrict ? [] : listed(except).map((name) => name.toLowerCase()));
  for (const name of chosen) {
    if (excluded.has(name.toLowerCase())) continue;
    try {
      to.setProperty(name.toLowerCase(), from.getProperty(name.toLowerCase(), name), name);
    } catch (error) {
      // Without a list, only what both objects have is copied.
      if (isStrict || !(error instanceof ScriptError)) throw error;
    }
  }
}

/** The names of an object's properties. */
export function propertyNames(object: BslObject): string[] {
  const own = object as unknown as {
    entries?: Map<string, { name?: string }>;
    table?: { columns: { items: { name: string }[] } };
  };
  if (own.table) return own.table.columns.items.map(({ name }) => name);
  if (own.entries) return [...own.entries.values()].flatMap(({ name }) => name ?? []);
  if (object instanceof ScriptObject)
    return object.module.variables.filter(({ exported }) => exported).map(({ name }) => name);
  return [...object.$properties.keys()];
}
