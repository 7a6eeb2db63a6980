import { appendFileSync } from 'node:fs';
import { recordKind } from '../definition/kinds/json.js';
import { refuse } from '../definition/kinds/refuse.js';
import type { Kind } from '../definition/param.js';
import { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';

/** Settings of a log, as GetLoggingSettings makes them. */
export type LoggingSettings = {
  mode: 'memory' | 'file' | 'both' | 'none';
  max_entries: number;
  file_path: string;
};

const TAKES =
  "what GetLoggingSettings makes: {'mode':'both','max_entries':300,'file_path':'ssh.log'}";

export const loggingKind: Kind<JsonRecord | string, LoggingSettings> = {
  name: 'record',
  takes: TAKES,
  schema: { type: 'object' },
  async parse(value, context) {
    const record = await recordKind.parse(value, context);
    const { mode = 'memory', max_entries = 300, file_path = '' } = record;
    const known = ['memory', 'file', 'both', 'none'].includes(String(mode));
    const countable = typeof max_entries === 'number' && max_entries >= 0;
    if (!known || !countable || typeof file_path !== 'string') throw refuse(record, context, TAKES);
    if ((mode === 'file' || mode === 'both') && !file_path) {
      throw refuse(record, context, 'a file_path where the log goes to a file');
    }
    return { mode: mode as LoggingSettings['mode'], max_entries, file_path };
  },
};

/** What happened on a connection: the last events in memory, all of them in a file. */
export class EventLog {
  readonly #settings: LoggingSettings;
  readonly #events: string[] = [];
  #total = 0;

  constructor(settings: LoggingSettings) {
    this.#settings = settings;
  }

  add(event: string): void {
    const { mode, max_entries, file_path } = this.#settings;
    const line = `[${localTime(new Date())}] ${event.replaceAll('\n', '\\n')}`;
    this.#total++;
    if (mode === 'memory' || mode === 'both') {
      this.#events.push(line);
      if (this.#events.length > max_entries) this.#events.shift();
    }
    if (mode === 'file' || mode === 'both') appendFileSync(file_path, `${line}\n`);
  }

  /** The last `count` events; 0 for all that are kept. */
  last(count: number): { events: string[]; total: number } {
    const events = count > 0 ? this.#events.slice(-count) : [...this.#events];
    return { events, total: this.#total };
  }

  /** The log's file is written to right away: one that cannot be is told before anything is sent. */
  check(): void {
    const { mode, file_path } = this.#settings;
    if (mode !== 'file' && mode !== 'both') return;
    try {
      appendFileSync(file_path, '');
    } catch (cause) {
      const message = `the log cannot be written to ${file_path}: ${(cause as Error).message}`;
      throw new InputError({ option: 'log', message, cause });
    }
  }
}

function localTime(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().replace('T', ' ').slice(0, 23);
}
