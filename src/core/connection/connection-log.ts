import type { Files } from '../access/files.js';
import type { Call } from '../definition/call.js';
import { recordKind } from '../definition/kinds/json.js';
import type { Given } from '../definition/kinds/known-fields.js';
import { refuse } from '../definition/kinds/refuse.js';
import { type Kind, param } from '../definition/param.js';
import { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';

/** Where the log of a connection is written, as GetLoggingSettings returns it. */
export type LoggingSettings = {
  /** Left out if nothing is logged. */
  mode?: 'memory' | 'file' | 'both';
  /** The maximum number of entries in memory. The newest are kept. */
  max_entries?: number;
  file_path?: string;
};

export interface ConnectionLogResult {
  result: true;
  logs: string[];
  /** The number of entries returned. */
  returned: number;
  /** The number of entries in memory. */
  total: number;
}

export function loggingSettings(
  inMemory: boolean,
  maxEntries: number,
  filePath: string | undefined,
): LoggingSettings {
  if (!inMemory) return filePath ? { mode: 'file', file_path: filePath } : {};
  const memory = { mode: 'memory', max_entries: maxEntries } as const;
  return filePath ? { ...memory, mode: 'both', file_path: filePath } : memory;
}

const USUAL_ENTRIES = 300;

const TAKES =
  "logging settings, as GetLoggingSettings returns them: {'mode':'both','max_entries':300,'file_path':'connection.log'}";

const loggingKind: Kind<Given<LoggingSettings> | string, LoggingSettings> = {
  ...recordKind,
  takes: TAKES,
  async parse(value, place) {
    const given = await recordKind.parse(value, place);
    const settings = readSettings(given);
    if (!settings) throw refuse(given, place, TAKES);
    return settings;
  },
};

/** Reads the settings. `undefined` if the object is something else. */
function readSettings(given: JsonRecord): LoggingSettings | undefined {
  // A file without its mode would silently stay empty: that is an error.
  if (Object.keys(given).length === 0) return {};
  const { mode, max_entries = USUAL_ENTRIES, file_path = '' } = given;
  if (mode !== 'memory' && mode !== 'file' && mode !== 'both') return undefined;
  if (typeof max_entries !== 'number' || !(max_entries >= 0)) return undefined;
  if (typeof file_path !== 'string' || (mode !== 'memory' && !file_path)) return undefined;
  return { mode, max_entries, file_path };
}

/** The param of CreateConnection for its log. */
export const logging = param(loggingKind, 'Logging settings, as GetLoggingSettings returns them', {
  option: 'log',
  optional: true,
});

/**
 * The log of a connection, line by line, with the time in UTC: in memory, in a file, or disabled.
 */
export class ConnectionLog {
  readonly #file: string | undefined;
  readonly #files: Files;
  /** The maximum number of lines in memory. */
  readonly #most: number;
  readonly #lines: string[] = [];

  /** Without settings nothing is logged. @throws {InputError} The file cannot be written. */
  constructor(call: Call, settings: LoggingSettings = {}) {
    const { mode, max_entries = USUAL_ENTRIES, file_path } = settings;
    this.#files = call.access.files;
    this.#most = mode === 'memory' || mode === 'both' ? max_entries : 0;
    this.#file = mode === 'file' || mode === 'both' ? file_path : undefined;
    if (!this.#file) return;
    try {
      this.#files.append(this.#file, '');
    } catch (cause) {
      const message = `cannot write the log ${this.#file}: ${(cause as Error).message}`;
      throw new InputError({ method: call.method, param: 'logging', message, cause });
    }
  }

  /** Adds a line. The caller has removed secrets from it. */
  add(text: string): void {
    if (!this.#file && this.#most === 0) return;
    // A query or command must not be able to forge a log line.
    const oneLine = text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
    const line = `[${new Date().toISOString().replace('T', ' ').replace('Z', '')}] ${oneLine}`;
    this.#lines.push(line);
    if (this.#lines.length > this.#most) this.#lines.shift();
    if (!this.#file) return;
    try {
      this.#files.append(this.#file, `${line}\n`);
    } catch {
      // A full disk must not stop the work that is logged.
    }
  }

  /** The newest `count` lines; 0 for all of them. */
  newest(count: number): ConnectionLogResult {
    const logs = count > 0 ? this.#lines.slice(-count) : [...this.#lines];
    return { result: true, logs, returned: logs.length, total: this.#lines.length };
  }
}
