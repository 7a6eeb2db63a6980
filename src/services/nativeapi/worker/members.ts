import type { Component, FunctionName } from './component.js';
import type { Address } from './memory.js';
import {
  type CallOutcome,
  type Metadata,
  type Method,
  type Named,
  type Property,
  Refused,
  type Value,
} from './protocol.js';
import { read, release, VARIANT, write } from './variant.js';

/** More members or parameters than any component has: a wrong count does not take forever. */
const MOST_MEMBERS = 10_000;

export async function metadataOf(component: Component): Promise<Metadata> {
  const methods: Method[] = [];
  for (let index = 0; index < (await count(component, 'GetNMethods')); index++) {
    methods.push({
      index,
      ...(await namesOf(component, 'GetMethodName', index)),
      params: await component.number('GetNParams', index),
      has_return: await component.call('HasRetVal', index),
    });
  }
  const properties: Property[] = [];
  for (let index = 0; index < (await count(component, 'GetNProps')); index++) {
    properties.push({
      index,
      ...(await namesOf(component, 'GetPropName', index)),
      readable: await component.call('IsPropReadable', index),
      writable: await component.call('IsPropWritable', index),
    });
  }
  return { methods, properties };
}

async function count(component: Component, name: FunctionName, ...args: number[]): Promise<number> {
  const found = await component.number(name, ...args);
  if (found >= 0 && found <= MOST_MEMBERS) return found;
  const message = `the component returned ${found} from ${name}`;
  throw new Refused({ reason: 'NATIVE_VALUE', message });
}

async function namesOf(component: Component, name: 'GetMethodName' | 'GetPropName', index: number) {
  return {
    name_en: await component.text(name, index, 0),
    name_ru: await component.text(name, index, 1),
  };
}

/** What is found by name: how it is looked up, counted and named. */
const METHODS = { find: 'FindMethod', count: 'GetNMethods', name: 'GetMethodName' } as const;
const PROPERTIES = { find: 'FindProp', count: 'GetNProps', name: 'GetPropName' } as const;

async function memberOf(
  component: Component,
  which: typeof METHODS | typeof PROPERTIES,
  named: Named,
): Promise<number> {
  const total = await count(component, which.count);
  const name = component.memory.text(named);
  const found = await component.number(which.find, name);
  component.memory.free(name);
  if (found >= 0 && found < total) return found;
  const known: string[] = [];
  // The names of 1C do not depend on case, but some components do.
  for (let index = 0; index < total; index++) {
    const names = await namesOf(component, which.name, index);
    const same = Object.values(names).some((one) => one.toLowerCase() === named.toLowerCase());
    if (same) return index;
    known.push(names.name_en);
  }
  if (/^\d+$/.test(named) && Number(named) < total) return Number(named);
  throw unknown(which, JSON.stringify(named), known);
}

function unknown(which: typeof METHODS | typeof PROPERTIES, name: string, known: string[]) {
  const what = which === METHODS ? 'method' : 'property';
  const reason = which === METHODS ? 'NATIVE_NO_METHOD' : 'NATIVE_NO_PROPERTY';
  return new Refused({ reason, message: `the class has no ${what} ${name}`, known });
}

/** The values of all readable properties, by their English names. */
export async function propertiesOf(component: Component): Promise<Record<string, Value>> {
  const values: [string, Value][] = [];
  for (let index = 0; index < (await count(component, 'GetNProps')); index++) {
    if (!(await component.call('IsPropReadable', index))) continue;
    const { name_en, name_ru } = await namesOf(component, 'GetPropName', index);
    values.push([name_en || name_ru, await readValue(component, index, name_en)]);
  }
  return Object.fromEntries(values);
}

export async function property(component: Component, named: Named): Promise<Value> {
  const index = await memberOf(component, PROPERTIES, named);
  if (await component.call('IsPropReadable', index)) return readValue(component, index, named);
  const message = `the property ${named} cannot be read`;
  throw new Refused({ reason: 'NATIVE_NOT_READABLE', message });
}

function readValue(component: Component, index: number, named: Named): Promise<Value> {
  return component.withVariants(1, async (at) => {
    const isDone = await component.call('GetPropVal', index, at);
    component.check(isDone, `the property ${named} could not be read`);
    return taken(component, at);
  });
}

/** Reads a value, and frees what the component allocated for it. */
function taken(component: Component, at: Address): Value {
  const value = read(component.memory, at);
  release(component.memory, at);
  return value;
}

export async function setProperty(component: Component, named: Named, value: Value): Promise<void> {
  const index = await memberOf(component, PROPERTIES, named);
  if (!(await component.call('IsPropWritable', index))) {
    const message = `the property ${named} cannot be changed`;
    throw new Refused({ reason: 'NATIVE_NOT_WRITABLE', message });
  }
  await component.withVariants(1, async (at) => {
    write(component.memory, at, value);
    const isDone = await component.call('SetPropVal', index, at);
    release(component.memory, at);
    component.check(isDone, `the property ${named} did not accept the value`);
  });
}

export async function callMethod(
  component: Component,
  named: Named,
  given: readonly Value[],
): Promise<Omit<CallOutcome, 'properties'>> {
  const index = await memberOf(component, METHODS, named);
  const total = await count(component, 'GetNParams', index);
  if (given.length > total) {
    const message = `the method ${named} has ${total} parameters, but ${given.length} values are given`;
    throw new Refused({ reason: 'NATIVE_PARAMS', message });
  }
  return component.withVariants(total + 1, async (at) => {
    const params = Array.from({ length: total }, (_, n) => at + BigInt((n + 1) * VARIANT));
    for (const [n, param] of params.entries()) {
      if (n < given.length) write(component.memory, param, given[n]!);
      else await component.call('GetParamDefValue', index, n, param);
    }
    const before = params.map((param) => read(component.memory, param));
    const value = await called(component, { index, named, at, params });
    const after = params.map((param) => taken(component, param));
    return { value, ...(!isSame(before, after) && { params: after }) };
  });
}

interface Called {
  index: number;
  named: Named;
  /** Where the result is. */
  at: Address;
  params: readonly Address[];
}

async function called(component: Component, { index, named, at, params }: Called): Promise<Value> {
  const first = at + BigInt(VARIANT);
  const hasResult = await component.call('HasRetVal', index);
  const isDone = hasResult
    ? await component.call('CallAsFunc', index, at, first, params.length)
    : await component.call('CallAsProc', index, first, params.length);
  component.check(isDone, `the method ${named} failed`);
  return taken(component, at);
}

function isSame(before: readonly Value[], after: readonly Value[]): boolean {
  return before.every((value, n) => {
    const other = after[n];
    if (value instanceof Uint8Array && other instanceof Uint8Array) {
      return Buffer.compare(value, other) === 0;
    }
    return Object.is(value, other);
  });
}
