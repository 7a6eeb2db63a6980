import type { Call } from '../../core/definition/call.js';
import { text, textOrNumber, value } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext, partContext } from '../../core/definition/param.js';
import { isRecord } from '../../core/util/is-record.js';
import { host, instance, openHost, property, time } from './params.js';
import type {
  Done,
  Instance,
  InstanceMetadata,
  MethodResult,
  Properties,
  PropertyValue,
} from './types.js';
import { askHost } from './use.js';
import { fieldsFromNative, fromNative, toNative } from './values.js';
import type { CallOutcome, Metadata, Value } from './worker/protocol.js';

/**
 * Creates an object of a component's class, which exists until DestroyInstance or the end of its host.
 *
 * @returns `instance_id`: its ID, for the other methods.
 * @throws {ServiceError} There is no such class (`NATIVE_NO_CLASS`), or the component refuses.
 */
export const createInstance = method('nativeapi', 'CreateInstance', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { host: openHost, className: text('Class', { option: 'class', example: 'Calculator' }) },
  async run({ host, className }, call): Promise<Instance> {
    return { result: true, instance_id: await host.ask(call, { do: 'create', className }) };
  },
});

/**
 * Ends an object that CreateInstance created.
 *
 * @throws {ServiceError} There is no such instance: `NATIVE_NO_INSTANCE`.
 */
export const destroyInstance = method('nativeapi', 'DestroyInstance', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    host: openHost,
    instance: text('ID of the instance', { option: 'class', example: 'id' }),
  },
  async run({ host, instance }, call): Promise<Done> {
    await host.ask(call, { do: 'destroy', instance });
    return { result: true };
  },
});

/**
 * Describes the methods and properties of a class, by their names in English and Russian.
 *
 * @throws {ServiceError} There is no such class: `NATIVE_NO_CLASS`.
 * @see https://its.1c.ru/db/metod8dev/content/3221/hdoc
 */
export const getMetadata = method('nativeapi', 'GetMetadata', {
  effect: 'read',
  offline: true,
  params: { host, instance, time },
  async run({ host, instance, time }, call): Promise<InstanceMetadata> {
    const metadata = await askHost<Metadata>(call, { host, time }, { do: 'metadata', instance });
    return { result: true, metadata };
  },
});

/**
 * Calls a method of a component.
 *
 * Numbers without a fraction are 32-bit integers, as in 1C; larger ones and fractions are doubles, and
 * integers that a double would round have 64 bits. Dates have no time zone. Missing parameters have the
 * component's default values. In JSON, bytes are written as `{'$bytes':'photo.png'}`.
 *
 * @returns `data.value` is what the method returned, `data.properties` are the properties after it, and
 * `data.params` the parameters, if the component changed any.
 * @throws {ServiceError} There is no such class or method (`NATIVE_NO_CLASS`, `NATIVE_NO_METHOD`), the
 * method failed (`NATIVE_FAILED`), or the component crashed (`NATIVE_CRASHED`).
 * @throws {TimeoutError} The component did not answer in time; its process was ended.
 */
export const executeMethod = method('nativeapi', 'ExecuteMethod', {
  effect: 'write',
  offline: true,
  params: {
    host,
    instance,
    method: textOrNumber('Name of the method in either language, or its number from 0', {
      example: 'Add',
    }),
    params: value('List of arguments', { optional: true, example: '[2,3]' }),
    properties: value('Properties to set before the call', {
      option: 'props',
      optional: true,
      example: "{'Precision':4}",
    }),
    time,
  },
  async run({ host, instance, method, params, properties, time }, call): Promise<MethodResult> {
    const outcome = await askHost<CallOutcome>(
      call,
      { host, time },
      {
        do: 'call',
        ...{ instance, method },
        params: argumentsOf(call, params),
        properties: propertiesOf(call, properties),
      },
    );
    const { value, params: changed } = outcome;
    return {
      result: true,
      data: {
        value: fromNative(value),
        properties: fieldsFromNative(outcome.properties),
        ...(changed && { params: changed.map(fromNative) }),
      },
    };
  },
});

function argumentsOf(call: Call, given: unknown): Value[] {
  const context = callContext(call, 'params');
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw refuse(given, context, 'a list of arguments');
  return given.map((item, n) => toNative(item, partContext(context, `[${n}]`)));
}

function propertiesOf(call: Call, given: unknown): [string, Value][] {
  const context = callContext(call, 'properties');
  if (given === undefined || given === null) return [];
  const entries = given instanceof Map ? [...given] : isRecord(given) && Object.entries(given);
  if (!entries) throw refuse(given, context, 'an object of values by property');
  return entries.map(([name, item]) => {
    return [String(name), toNative(item, partContext(context, `.${String(name)}`))];
  });
}

/**
 * Gets the values of all readable properties of a component.
 *
 * @throws {ServiceError} There is no such class: `NATIVE_NO_CLASS`.
 */
export const getProperties = method('nativeapi', 'GetProperties', {
  effect: 'read',
  offline: true,
  params: { host, instance, time },
  async run({ host, instance, time }, call): Promise<Properties> {
    const found = await askHost<Record<string, Value>>(
      call,
      { host, time },
      { do: 'properties', instance },
    );
    return { result: true, properties: fieldsFromNative(found) };
  },
});

/**
 * Gets the value of a property of a component.
 *
 * @throws {ServiceError} There is no such property (`NATIVE_NO_PROPERTY`), or it cannot be read
 * (`NATIVE_NOT_READABLE`).
 */
export const getProperty = method('nativeapi', 'GetProperty', {
  effect: 'read',
  offline: true,
  params: { host, instance, property, time },
  async run({ host, instance, property, time }, call): Promise<PropertyValue> {
    const value = await askHost<Value>(call, { host, time }, { do: 'get', instance, property });
    return { result: true, value: fromNative(value) };
  },
});

/**
 * Sets a property of a component. Values are converted as for ExecuteMethod.
 *
 * @throws {ServiceError} There is no such property (`NATIVE_NO_PROPERTY`), it cannot be changed
 * (`NATIVE_NOT_WRITABLE`), or the component refuses the value (`NATIVE_FAILED`).
 */
export const setProperty = method('nativeapi', 'SetProperty', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    host: openHost,
    instance,
    property,
    value: value('New value', { example: '4' }),
  },
  async run({ host, instance, property, value }, call): Promise<Done> {
    const native = toNative(value, callContext(call, 'value'));
    await host.ask(call, { do: 'set', instance, property, value: native });
    return { result: true };
  },
});
