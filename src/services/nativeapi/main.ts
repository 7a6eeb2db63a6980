import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { param } from '../../core/definition/param.js';
import { NativeHost } from './host.js';
import { isHost as isNativeHost, libraryKind, time } from './params.js';

const spec: makers.ConnectionSpec<NativeHost> = {
  service: 'nativeapi',
  is: isNativeHost,
  option: 'host',
  log: ({ log }) => log,
  offline: true,
};

const path = param(libraryKind, 'Path of the component (.so or .dll)', {
  reach: 'code',
  example: './calculator.so',
});

/**
 * Returns the logging settings for a host: in memory, in a file or both.
 *
 * @returns The settings, for the param `logging` of CreateHost.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec, {
  programOnly: true,
  count: 'max',
});

/**
 * Loads a component for several calls, in a process of its own.
 *
 * `await using host = await createHost({ path })` ends it automatically. If the component crashes or does
 * not answer in time, only its process ends. Its code can do everything that the user can do.
 *
 * @throws {ServiceError} The file cannot be loaded (`NATIVE_NOT_LOADED`), or is no component
 * (`NATIVE_NOT_A_COMPONENT`).
 * @see https://its.1c.ru/db/metod8dev/content/3221/hdoc
 */
export const createHost = makers.createConnection(spec, {
  name: 'CreateHost',
  effect: 'write',
  params: { path, logging, time },
  open: ({ path, time }, call, log) => NativeHost.load(call, { path, time }, log),
});

/**
 * Checks whether a value is a host from CreateHost.
 */
export const isHost = makers.isConnector(spec, 'IsHost');

/**
 * Gets the log of a host that logs in memory: the calls, and what the component reported and printed.
 *
 * @returns `logs` has its newest entries; with `asText` they are one text with a line for each.
 */
export const getLog = makers.getLog(spec, 'host', { asText: 'asString' });
