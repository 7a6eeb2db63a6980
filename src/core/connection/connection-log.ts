import { appendFileSync } from 'node:fs';
import type { Call } from '../definition/call.js';
import { record } from '../definition/kinds/index.js';
import { refuse } from '../definition/kinds/refuse.js';
import { callContext } from '../definition/param.js';
import { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';

/** Where the log of a connection goes, as GetLoggingSettings puts it together. */
export type LoggingSettings = {
  /** Left out where nothing is logged. */
  mode?: 'memory' | 'file' | 'both';
  /** How many entries are kept in memory: the newest. */
  max_entries?: number;
  file_path?: string;
};

export interface ConnectionLogResult {
  result: true;
  logs: string[];
  /** How many of them are given. */
  returned: number;
  /** How many there are in memory. */
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

/** The param of a CreateConnection that says how it is logged. */
export const logging = record('Logging settings, as GetLoggingSettings makes them', {
  option: 'log',
  optional: true,
});

const USUAL_ENTRIES = 300;

/** What a connection did, line by line, with the time: in memory, in a file, or nowhere. */
export class ConnectionLog {
  readonly #settings: LoggingSettings | undefined;
  #lines: string[] = [];

  /** Throws an `InputError` for settings that are none, and for a file that cannot be written. */
  constructor(call: Call, given: LoggingSettings | JsonRecord | undefined) {
    this.#settings = given && readSettings(call, given);
    if (!this.#file) return;
    try {
      appendFileSync(this.#file, '');
    } catch (cause) {
      const message = `the log ${this.#file} cannot be written: ${(cause as Error).message}`;
      throw new InputError({ method: call.method, option: 'log', message, cause });
    }
  }

  get #file(): string | undefined {
    const { mode, file_path } = this.#settings ?? {};
    return (mode === 'file' || mode === 'both') && file_path ? file_path : undefined;
  }

  /** Adds a line. Whoever writes it has taken the secrets out. */
  add(text: string): void {
    if (!this.#settings?.mode) return;
    const line = `[${new Date().toISOString().replace('T', ' ').replace('Z', '')}] ${text}`;
    if (this.#settings.mode !== 'file') {
      this.#lines.push(line);
      if (this.#lines.length > (this.#settings.max_entries ?? USUAL_ENTRIES)) this.#lines.shift();
    }
    // A log that cannot be written any more (a full disk) is no reason to end the work.
    if (this.#file) {
      try {
        appendFileSync(this.#file, `${line}\n`);
      } catch {}
    }
  }

  /** The newest `count` lines; 0 for all of them. */
  newest(count: number): ConnectionLogResult {
    const logs = count > 0 ? this.#lines.slice(-count) : [...this.#lines];
    return { result: true, logs, returned: logs.length, total: this.#lines.length };
  }
}

function readSettings(call: Call, given: LoggingSettings | JsonRecord): LoggingSettings {
  const { mode, max_entries = USUAL_ENTRIES, file_path = '' }: JsonRecord = { ...given };
  const known = mode === undefined || ['memory', 'file', 'both'].includes(String(mode));
  const isCount = typeof max_entries === 'number' && max_entries >= 0;
  if (known && isCount && typeof file_path === 'string') {
    return { mode: mode as LoggingSettings['mode'], max_entries, file_path };
  }
  throw refuse(
    given,
    callContext(call, 'log'),
    'logging settings, as GetLoggingSettings makes them',
  );
}
