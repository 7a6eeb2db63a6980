import type { MethodManifest, ParamManifest } from './manifest.js';

/** An option of the command line itself, the same for every method. */
export interface CommonOption {
  name: string;
  /** The name of its value; none for a switch. */
  value?: string;
  /** The words that it takes as its value; missing if it takes others. */
  words?: readonly string[];
  summary: string;
}

const OUT = {
  name: 'out',
  value: 'FILE',
  summary:
    'Write the result to a file, - for standard output; _hex_, _base64_ or _utf8_ print it in that form',
};
const QUERY = {
  name: 'query',
  value: 'EXPR',
  summary: 'Print a part of the result, selected by JMESPath',
};
/** The formats of a result. */
export const FORMATS = ['json', 'jsonl', 'table', 'csv', 'tsv', 'yaml', 'text'] as const;

const OUTPUT = {
  name: 'output',
  value: 'FORMAT',
  words: FORMATS,
  summary: 'Format of the result: json, jsonl, table, csv, tsv, yaml or text; -T is a table',
};
const TEXT = { name: 'text', summary: 'Print only the text of the reply' };
const STREAM = 'stream';
const ALL = { name: 'all', summary: 'Get every page of the list, not only the first' };
const CONFIG = {
  name: 'config',
  value: 'JSON',
  summary: 'Deadlines, retries, proxy, TLS; without a value, lists them',
};
const RAW = {
  name: 'NAME-raw',
  value: 'VALUE',
  summary: 'The value of --NAME, a TEXT or LIST, as it is: nothing in it is looked up',
};
const DRY_RUN = {
  name: 'dry-run',
  summary: 'Show the request as a command, and send nothing',
};
const DEBUG = {
  name: 'debug',
  summary: 'Show requests and responses on standard error, secrets masked',
};
const ERRORS = {
  name: 'errors',
  value: 'FORMAT',
  words: ['text', 'json'],
  summary: 'Format of an error on standard error: text, or json on one line',
};
const HELP = { name: 'help', summary: 'Show this help' };

/** All of them, whether they apply to a method or not. */
export const everyCommonOption: ReadonlySet<string> = new Set([
  STREAM,
  ...[OUT, QUERY, OUTPUT, TEXT, ALL, CONFIG, DRY_RUN, DEBUG, ERRORS, HELP].map(({ name }) => name),
]);

/** The reference's name for a dry run. */
export const TEST = 'test';

/**
 * The options that a method's command line accepts: those that help shows, and those that have no
 * effect for it. Scripts add `--debug`, `--config` and `--test` to every call.
 */
export function acceptedOptions(method: MethodManifest): CommonOption[] {
  const own = new Set(method.params.map(({ option }) => option));
  const sendsNothing = method.offline && method.effect === 'read';
  const dryRun = method.dryRun || sendsNothing ? [DRY_RUN, { ...DRY_RUN, name: TEST }] : [];
  const shown = commonOptions(method);
  const known = new Set([...own, ...shown.map(({ name }) => name)]);
  return [...shown, ...[CONFIG, DEBUG, ...dryRun].filter(({ name }) => !known.has(name))];
}

/** Kinds of values that may be the name of something: of a file, a variable, an address. */
const LOOKED_UP = new Set(['text', 'list', 'any']);

/** The options that take a value as it is: `msgs-raw`, for the param `msgs`. */
export function rawOptions({ params }: MethodManifest): Map<string, ParamManifest> {
  const own = new Set(params.map(({ option }) => option));
  return new Map(
    params
      .filter(({ kind, option }) => LOOKED_UP.has(kind) && !own.has(`${option}-raw`))
      .map((param) => [`${param.option}-raw`, param]),
  );
}

/** The common options that apply to a method, except those with the name of one of its own. */
export function commonOptions(method: MethodManifest): CommonOption[] {
  const own = new Set(method.params.map(({ option }) => option));
  return [
    OUT,
    ...(method.binary ? [] : [QUERY, OUTPUT]),
    ...(method.text ? [TEXT] : []),
    ...(method.pages ? [ALL] : []),
    ...(method.streams ? [{ name: STREAM, summary: streamed(method) }] : []),
    ...(method.offline ? [] : [CONFIG]),
    ...(method.dryRun ? [DRY_RUN] : []),
    ...(method.offline ? [] : [DEBUG]),
    ERRORS,
    HELP,
  ].filter(({ name }) => !own.has(name));
}

/** The common options as help describes them: with the one that stands for many. */
export function describedOptions(method: MethodManifest): CommonOption[] {
  const hasRaw = rawOptions(method).size > 0;
  return commonOptions(method).flatMap((one) => (hasRaw && one === ERRORS ? [RAW, one] : [one]));
}

/** What a stream prints: text, or the parts of the result. */
function streamed({ text, rows, pages }: MethodManifest): string {
  if (text) return 'Print the reply as it arrives';
  if (pages) return 'Print the rows of every page as they arrive, each as a line of JSON';
  if (rows) return 'Print the rows as they arrive, each as a line of JSON';
  return 'Print each message of the server as it arrives, as a line of JSON';
}
