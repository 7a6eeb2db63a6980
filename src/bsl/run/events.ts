import { raise } from '../values/errors.js';
import { BslObject } from '../values/object.js';
import { toText } from '../values/text.js';
import { objectOf } from './references.js';
import { callMethod, ScriptObject } from './script-object.js';

/** `AddHandler`. */
export function addHandler(
  source: unknown,
  event: unknown,
  target: unknown,
  method: unknown,
): void {
  const list = listOf(source, event);
  const object = objectOf(target);
  const name = toText(method);
  const own = object instanceof ScriptObject ? object.method(name.toLowerCase())?.call : undefined;
  if (object instanceof ScriptObject && !own)
    raise({ ru: `Метод обработчика не найден (${name})`, en: `There is no method "${name}"` });
  const call = own ?? ((...args: unknown[]) => callMethod(object, name, args));
  list.push({ target: object, method: name.toLowerCase(), call });
}

/** `RemoveHandler`. */
export function removeHandler(
  source: unknown,
  event: unknown,
  target: unknown,
  method: unknown,
): void {
  const list = listOf(source, event);
  const name = toText(method).toLowerCase();
  const index = list.findIndex((one) => one.target === target && one.method === name);
  if (index >= 0) list.splice(index, 1);
}

/** `RaiseEvent`. */
export function raiseEvent(source: ScriptObject, event: string, args: readonly unknown[]): void {
  for (const { call } of [...(source.handlers.get(event.toLowerCase()) ?? [])]) call(...args);
}

function listOf(source: unknown, event: unknown) {
  if (!(source instanceof ScriptObject)) {
    const known = source instanceof BslObject;
    raise({
      ru: known ? 'Объект не поддерживает события' : 'Значение не является объектом',
      en: known ? 'The object has no events' : 'The value is not an object',
    });
  }
  const { handlers } = source as ScriptObject;
  const name = toText(event).toLowerCase();
  const list = handlers.get(name) ?? [];
  handlers.set(name, list);
  return list;
}
