import type { Definition, Invocation, Streaming } from '../../core/definition/method.js';
import { InputError, OintError, OutputError } from '../../core/errors/errors.js';
import type { SavedFile } from '../../core/http/save.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { encodeValue, print } from '../start/print.js';
import { note } from '../start/terminal.js';
import type { Line } from './line.js';
import { deliver, isEncoding, picker } from './output.js';
import { size } from './progress.js';
import { rowFormat, writeRows } from './rows.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Calls the method as the line says, and shows what comes of it. `onAnswer` is told each time before
 * anything is shown.
 */
export async function execute(
  definition: Definition,
  line: Line,
  values: Values,
  context: Invocation,
  onAnswer: () => void,
): Promise<void> {
  const choose = await chooser(definition, line, context);
  if (line.switches.has('dry-run')) return showRequests(definition, values, context);
  const format = line.query === undefined && definition.rows ? rowFormat(line.out) : undefined;
  const all = line.switches.has('all');
  if (format) {
    const rows = await rowsOf(definition, values, context, all);
    onAnswer();
    return writeRows(rows, line.out!, format);
  }
  if (all) {
    const rows: JsonRecord[] = [];
    for await (const row of await everyRow(definition, values, context)) rows.push(row);
    onAnswer();
    return deliverOrPrint(await choose(rows), line.out);
  }
  if (line.switches.has('stream')) {
    const answer = await definition.invokeStream!(values, context);
    onAnswer();
    return showStream(definition, line, answer, onAnswer);
  }
  const result = asReference(await definition.invoke(values, context), context);
  onAnswer();
  if (context.call?.saveTo) return saySaved(result, context);
  await deliverOrPrint(await choose(result), line.out);
  sayCut(definition, bodyOf(result, context));
}

/** A list that goes on is not to be taken for the whole of it. */
function sayCut(definition: Definition, result: unknown): void {
  if (definition.more?.(result)) note('this is one page of the list; --all gets every page');
}

type Choose = (result: unknown) => unknown;

/** What of a result is to be shown: all, the part of `--query`, or the text. */
async function chooser(
  { service, name, text, rows }: Definition,
  line: Line,
  context: Invocation,
): Promise<Choose> {
  const title = `${service} ${name}`;
  const [wantsText, wantsStream] = [line.switches.has('text'), line.switches.has('stream')];
  if (line.query !== undefined && (wantsText || wantsStream)) {
    const other = wantsText ? '--text' : '--stream';
    throw alone(title, '--query', `--query and ${other} exclude each other`);
  }
  if (wantsStream && line.switches.has('all')) {
    throw alone(title, '--all', '--all and --stream exclude each other: --stream gets all, too');
  }
  if (wantsStream && isEncoding(line.out)) {
    const message = `--stream prints text as it comes: --out ${line.out} has no place in it`;
    throw alone(title, '--stream', message);
  }
  if (wantsStream && rows && line.out !== undefined && !rowFormat(line.out)) {
    const message = `--stream keeps no rows that --out ${line.out} could hold at the end`;
    throw alone(title, '--stream', `${message}; a file of rows, as .jsonl or .csv, can`);
  }
  if (line.query !== undefined) return orWhole(await picker(line.query, title));
  if (!wantsText) return (result) => result;
  return orWhole((result) => {
    const found = text?.(bodyOf(result, context));
    if (found !== undefined) return found;
    const message = '--text: the reply holds no text, so the whole of it is printed';
    throw new OutputError({ method: title, message });
  });
}

/** A result of which nothing can be chosen is not lost: it is printed, whole. */
function orWhole(choose: Choose): Choose {
  return async (result) => {
    try {
      return choose(result);
    } catch (error) {
      await deliver(result, undefined);
      throw error;
    }
  };
}

function alone(method: string, option: string, message: string): InputError {
  return new InputError({ method, param: option, message });
}

async function showRequests(definition: Definition, values: Values, context: Invocation) {
  const dryRun: string[] = [];
  await definition.invoke(values, { ...context, dryRun });
  return print(`${dryRun.join('\n\n')}\n`);
}

/** The rows of a result: as they come where the method streams; of a list in pages, all if wanted. */
async function rowsOf(
  definition: Definition,
  values: Values,
  context: Invocation,
  all: boolean,
): Promise<AsyncIterable<JsonRecord> | readonly JsonRecord[]> {
  if (definition.invokeStream && (all || !definition.more)) {
    return everyRow(definition, values, context);
  }
  const result = bodyOf(await definition.invoke(values, context), context);
  sayCut(definition, result);
  return definition.rows!(result);
}

async function everyRow(definition: Definition, values: Values, context: Invocation) {
  return (await definition.invokeStream!(values, context)) as Streaming<JsonRecord, unknown>;
}

/** The reply's text as it comes; with `--out` the whole result goes to the file at the end. */
async function showStream(
  { textOf }: Definition,
  line: Line,
  answer: Streaming<unknown, unknown>,
  onChunk: () => void,
): Promise<void> {
  let last = '\n';
  try {
    for await (const chunk of answer) {
      const text = textOf ? textOf(chunk) : `${JSON.stringify(chunk, encodeValue)}\n`;
      if (!text) continue;
      onChunk();
      await print(text);
      last = text;
    }
  } finally {
    if (!last.endsWith('\n')) await print('\n');
  }
  if (line.out) await deliverOrPrint(answer.result(), line.out);
}

/** An answer that cannot be written to its file is not lost: it is printed. */
async function deliverOrPrint(result: unknown, out: string | undefined): Promise<void> {
  try {
    await deliver(result, out);
  } catch (error) {
    const toFile = out !== undefined && !isEncoding(out) && error instanceof OintError;
    if (toFile && !Buffer.isBuffer(result)) await deliver(result, undefined);
    throw error;
  }
}

/** A full response with the reference's names: it calls the status `code`. */
function asReference(result: unknown, { call }: Invocation): unknown {
  // Only HTTP has a status and headers to give.
  if (!call?.fullResponse || !isRecord(result) || !('body' in result)) return result;
  const { status, headers, body } = result as { status: number; headers: unknown; body: unknown };
  return { code: status, headers, body };
}

function bodyOf(result: unknown, { call }: Invocation): unknown {
  return call?.fullResponse ? (result as { body: unknown }).body : result;
}

/** The file holds the result; what was asked for beside it is printed. */
async function saySaved(result: unknown, { call }: Invocation): Promise<void> {
  if (call?.fullResponse) return deliver(result, undefined);
  const { path, bytes } = result as SavedFile;
  if (process.stderr.isTTY) note(`${path}: ${size(bytes)}`);
}
