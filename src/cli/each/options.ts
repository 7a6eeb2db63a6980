import { parseArgs } from 'node:util';
import { InputError } from '../../core/errors/errors.js';
import type { Candidate } from '../start/command.js';
import { nextOptions, optionRows, optionsOf, type ParsedOptions } from '../start/option.js';
import { didYouMean } from '../start/suggest.js';
import type { Usage } from '../start/usage.js';

export const TITLE = 'each';

const OPTIONS = {
  jobs: {
    type: 'string',
    short: 'j',
    value: 'N',
    summary: 'How many calls may run at a time; fewer while the service asks to slow down',
    usual: '4',
  },
  out: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    summary: 'Write the results to a file of JSON Lines, in the order of the rows',
  },
  key: { type: 'string', value: 'COLUMN', summary: 'Column that identifies a row in the results' },
  format: {
    type: 'string',
    value: 'NAME',
    summary: 'Format of the rows: csv, tsv, jsonl or lines, if the file name does not say it',
  },
  limit: { type: 'string', value: 'N', summary: 'Only the first N rows, to try it' },
  ledger: {
    type: 'string',
    value: 'FILE',
    summary: 'File that remembers which rows are done; with --out it is FILE.ledger',
  },
  queue: {
    type: 'string',
    value: 'URL',
    summary:
      'Let workers make the calls (oint worker), over Redis: env:NAME, file:PATH, cmd:COMMAND or redis://:password@host:6379',
  },
  'retry-failed': { type: 'boolean', summary: 'Call again for rows that failed before' },
  'retry-unknown': {
    type: 'boolean',
    summary: 'Call again for rows whose call was interrupted: it may have been carried out',
  },
  errors: { type: 'string', value: 'FORMAT', summary: 'Format of errors: text, or json' },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const satisfies ParsedOptions;

export const FORMATS = ['csv', 'tsv', 'jsonl', 'lines'] as const;
export type RowsFormat = (typeof FORMATS)[number];

export const HELP: Usage = {
  about: [
    'oint each FILE [options] -- <service> <Method> --option "{column}" …',
    'Calls a method for every row of a CSV, TSV or JSON Lines file, or of standard input (-); of other ' +
      'files, for every line, which is the column {line}. {column} in an option is the value of the row.',
  ],
  rows: optionRows(optionsOf(OPTIONS)),
  notes: [
    'Example: oint each people.csv --out welcome.jsonl -- telegram SendTextMessage --chat "{chat}" --text "Hello, {name}"',
    'A model: oint each reviews.csv --jobs 16 --out moods.jsonl -- ask --schema "mood, score int" "Rate this review: {text}"',
    'Values of rows are data: nothing in them is looked up or run. Run the same command again to continue after an ' +
      'interruption; what is done is not done twice. Write {{ for a brace.',
  ],
};

/** The command line, read. */
export interface EachLine {
  file: string;
  /** What follows `--`. */
  command: readonly string[];
  jobs: number;
  limit: number;
  format: RowsFormat | undefined;
  out: string | undefined;
  key: string | undefined;
  ledger: string | undefined;
  queue: string | undefined;
  retryFailed: boolean;
  retryUnknown: boolean;
}

export function nextEachWords(typed: readonly string[]): Candidate[] {
  return typed.includes('--') ? [] : nextOptions(optionsOf(OPTIONS), typed);
}

/** Reads the command line; `undefined` if it asks for help. */
export function readEachLine(args: readonly string[]): EachLine | undefined {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const { values, positionals } = parsed(own);
  if (values.help || args.length === 0) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined)
    throw wrong('file', 'no file with rows', 'Example: oint each people.csv -- …');
  if (more.length > 0)
    throw wrong('file', `"${more[0]}" is not an option`, 'Put the method after --.');
  const command = end < 0 ? [] : args.slice(end + 1);
  if (command.length === 0) {
    throw wrong(
      '--',
      'no method',
      `Put it after --: oint each ${file} -- <service> <Method> --option "{column}"`,
    );
  }
  return {
    file,
    command,
    jobs: whole('jobs', values.jobs ?? '4', 1000),
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : whole('limit', values.limit),
    format: formatNamed(values.format),
    out: values.out,
    key: values.key,
    ledger: values.ledger ?? (values.out && `${values.out}.ledger`),
    queue: values.queue,
    retryFailed: values['retry-failed'] === true,
    retryUnknown: values['retry-unknown'] === true,
  };
}

function parsed(own: readonly string[]) {
  try {
    return parseArgs({ args: [...own], options: OPTIONS, strict: true, allowPositionals: true });
  } catch (cause) {
    const typed = /'(-[^']*)'/.exec((cause as Error).message)?.[1]?.split(/[ ,]/)[0] ?? '';
    const names = Object.keys(OPTIONS).map((name) => `--${name}`);
    const hint =
      didYouMean(typed, names) ??
      'Options of the method follow --. oint each --help lists those of each.';
    const message = typed ? `unknown option ${typed}` : (cause as Error).message;
    throw new InputError({ method: TITLE, param: typed, message, hint, cause });
  }
}

function formatNamed(name: string | undefined): RowsFormat | undefined {
  if (name === undefined) return undefined;
  const found = FORMATS.find((format) => format === name);
  if (found) return found;
  throw wrong(
    '--format',
    `--format must be ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}, not "${name}"`,
  );
}

function whole(name: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1 && number <= most) return number;
  const limits = most < Number.MAX_SAFE_INTEGER ? ` from 1 to ${most}` : ', 1 or more';
  throw wrong(`--${name}`, `--${name} must be a whole number${limits}, not "${text}"`);
}

export function wrong(param: string, message: string, hint?: string): InputError {
  return new InputError({ method: TITLE, param, message, hint });
}
