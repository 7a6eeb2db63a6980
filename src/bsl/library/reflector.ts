import { callMethod, literalValue, ScriptObject } from '../run/script-object.js';
import type { Annotation, Literal } from '../syntax/ast.js';
import { BslArray } from '../values/array.js';
import { raise } from '../values/errors.js';
import { BslObject, define, METHOD } from '../values/object.js';
import { toText } from '../values/text.js';
import { ValueTable } from '../values/value-table.js';
import { propertyNames } from './session.js';

/** Looks into objects: `New Reflector`. */
export class Reflector extends BslObject {}

function objectOf(value: unknown): BslObject {
  if (value instanceof BslObject) return value;
  return raise({ ru: 'Значение не является объектом', en: 'The value is not an object' });
}

function hasMethod(object: unknown, name: unknown): boolean {
  const known = toText(name).toLowerCase();
  return object instanceof BslObject && METHOD + known in object;
}

function table(...names: string[]): ValueTable {
  const created = new ValueTable();
  for (const name of names) created.columns.add(name);
  return created;
}

function addRow(to: ValueTable, values: readonly unknown[]): void {
  const row = to.addRow();
  // Two columns a value: the names in both languages.
  for (const [index, value] of values.entries()) row.values.set(to.columns.items[index]!, value);
}

function annotationsOf(annotations: readonly Annotation[]): ValueTable {
  const rows = table('Имя', 'Параметры');
  for (const { name, params } of annotations) {
    const inner = table('Имя', 'Значение');
    for (const param of params) {
      const value = param.isAnnotation
        ? annotationsOf([param.value as Annotation]).rows[0]
        : literalValue(param.value as Literal);
      addRow(inner, [param.name, value]);
    }
    addRow(rows, [name, inner]);
  }
  return rows;
}

function methodsOf(object: unknown): ValueTable {
  const rows = table(
    'Имя',
    'КоличествоПараметров',
    'ЭтоФункция',
    'Аннотации',
    'Параметры',
    'Экспорт',
  );
  if (!(object instanceof ScriptObject)) return rows;
  for (const { name, params, isFunction, annotations, exported } of object.module.methods) {
    if (!exported) continue;
    const all = table(
      'Имя',
      'ПоЗначению',
      'ЕстьЗначениеПоУмолчанию',
      'ЗначениеПоУмолчанию',
      'Аннотации',
    );
    for (const param of params)
      addRow(all, [
        param.name,
        param.byValue,
        param.optional !== undefined,
        param.optional && literalValue(param.optional.value),
        annotationsOf(param.annotations),
      ]);
    addRow(rows, [name, params.length, isFunction, annotationsOf(annotations), all, exported]);
  }
  return rows;
}

function propertiesOf(object: unknown): ValueTable {
  const rows = table('Имя', 'Аннотации', 'Экспорт');
  if (object instanceof ScriptObject) {
    for (const { name, annotations, exported } of object.module.variables)
      if (exported) addRow(rows, [name, annotationsOf(annotations), exported]);
  } else if (object instanceof BslObject) {
    for (const name of propertyNames(object)) addRow(rows, [name, annotationsOf([]), true]);
  }
  return rows;
}

define(Reflector, {
  type: 'Рефлектор Reflector',
  create: () => new Reflector(),
  methods: {
    'МетодСуществует MethodExists'(this: Reflector, object: unknown, name: unknown) {
      return hasMethod(object, name);
    },
    'ВызватьМетод CallMethod'(this: Reflector, object: unknown, name: unknown, args?: unknown) {
      const all = args instanceof BslArray ? args.items : [];
      return callMethod(objectOf(object), toText(name), all);
    },
    'ПолучитьТаблицуМетодов GetMethodsTable'(this: Reflector, object: unknown) {
      return methodsOf(object);
    },
    'ПолучитьТаблицуСвойств GetPropertiesTable'(this: Reflector, object: unknown) {
      return propertiesOf(object);
    },
    'ПолучитьСвойство GetProperty'(this: Reflector, object: unknown, name: unknown) {
      return objectOf(object).getProperty(toText(name).toLowerCase(), toText(name));
    },
    'УстановитьСвойство SetProperty'(
      this: Reflector,
      object: unknown,
      name: unknown,
      value: unknown,
    ) {
      objectOf(object).setProperty(toText(name).toLowerCase(), value, toText(name));
    },
    'ИзвестныеТипы KnownTypes'(this: Reflector) {
      return table('Имя', 'Значение');
    },
    'РеализуетИнтерфейс ImplementsInterface'(this: Reflector) {
      return false;
    },
  },
});
