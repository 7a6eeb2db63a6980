import {
  ANY_FILE,
  type Definition,
  type Invocation,
  type Streaming,
} from '../../core/definition/method.js';
import { type Ended, statusOf } from '../../core/definition/process-output.js';
import {
  AbortedError,
  HttpError,
  InputError,
  OintError,
  OutputError,
} from '../../core/errors/errors.js';
import { isSaved, type SavedFile } from '../../core/http/save.js';
import { writeJson } from '../../core/json/write.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { encodeValue, print } from '../start/print.js';
import { note } from '../start/terminal.js';
import { checkEnding, writeBytes } from './endings.js';
import { type Format, formatOfFile, isFormat, isRowFormat } from './formats/format.js';
import type { Line } from './line.js';
import { deliver, isEncoding, picker } from './output.js';
import { pass, showProcess, streamProcess, withStdin } from './process-output.js';
import { size } from './progress.js';
import { printRows, writeRows } from './rows.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Calls the method as the command line says, and shows the result. Calls `onOutput` each time before
 * it shows anything. Returns the exit status.
 */
export async function execute(
  definition: Definition,
  line: Line,
  values: Values,
  context: Invocation,
  onOutput: () => void,
): Promise<number> {
  checkEnding(definition, line, context);
  const choose = await chooser(definition, line, context);
  // A method without a dry run sends nothing.
  if (line.switches.has('dry-run') && definition.dryRun) {
    await showRequests(definition, values, context);
    return 0;
  }
  const { process: output } = definition;
  if (output && line.query === undefined && (line.switches.has('text') || streams(line))) {
    return executeProcess(
      definition,
      output,
      line,
      withStdin(definition, values),
      context,
      onOutput,
    );
  }
  await executeMethod(definition, line, values, context, onOutput, choose);
  return 0;
}

const streams = (line: Line) => line.switches.has('stream');

/** For the output of a process: our streams are its streams, and its status is ours. */
async function executeProcess(
  definition: Definition,
  output: NonNullable<Definition['process']>,
  line: Line,
  values: Values,
  context: Invocation,
  onOutput: () => void,
): Promise<number> {
  if (streams(line)) {
    const stream = await definition.invokeStream!(values, context);
    const status = await streamProcess(output, stream, onOutput);
    if (line.out) await deliverOrPrint(definition, stream.result(), line.out);
    return status;
  }
  const result = await definition.invoke(values, context);
  onOutput();
  if (line.out === undefined) return showProcess(output, result);
  await deliverOrPrint(definition, Buffer.from(output.outputOf(result).stdout), line.out);
  await pass(process.stderr, output.outputOf(result).stderr);
  return statusOf(result as Ended);
}

async function executeMethod(
  definition: Definition,
  line: Line,
  values: Values,
  context: Invocation,
  onOutput: () => void,
  choose: Choose,
): Promise<void> {
  const { out } = line;
  const format = formatOf(line);
  const all = line.switches.has('all');
  if (isRowFormat(format) && definition.rows && line.query === undefined && !context.call?.saveTo) {
    const rows = await rowsOf(definition, values, context, all || line.switches.has('stream'));
    onOutput();
    return out === undefined ? printRows(rows, format) : writeRows(rows, out, format);
  }
  if (all) {
    const rows: JsonRecord[] = [];
    for await (const row of await everyRow(definition, values, context)) rows.push(row);
    onOutput();
    return deliverOrPrint(definition, await choose(rows), out, format);
  }
  if (line.switches.has('stream')) {
    const stream = await definition.invokeStream!(values, context);
    onOutput();
    return showStream(definition, line, stream, onOutput);
  }
  const { answer, isError } = await invoke(definition, values, context);
  const result = asReference(answer, context);
  onOutput();
  if (context.call?.saveTo && !isLeft(definition, answer, context)) {
    return showSaved(result, context);
  }
  await deliverOrPrint(definition, await choose(result), out, isError ? undefined : format);
  if (!isError) noteMorePages(definition, bodyOf(result, context));
}

/**
 * The format that `--output` names, otherwise that of the file's name. On a terminal, `OINT_OUTPUT` may
 * name another default than JSON.
 */
function formatOf({ output, out, switches }: Line): Format | undefined {
  if (output || switches.has('text')) return output;
  if (out !== undefined) return isEncoding(out) ? undefined : formatOfFile(out);
  const { OINT_OUTPUT: preferred } = process.env;
  return process.stdout.isTTY && preferred && isFormat(preferred) ? preferred : undefined;
}

/** Tells the user that the list has more pages. */
function noteMorePages(definition: Definition, result: unknown): void {
  if (definition.more?.(result)) note('this is only one page of the list; --all gets all pages');
}

type Choose = (result: unknown) => unknown;

/** Chooses what to show of a result: all of it, the part that `--query` selects, or the text. */
async function chooser(
  { service, name, text, rows }: Definition,
  line: Line,
  context: Invocation,
): Promise<Choose> {
  const title = `${service} ${name}`;
  const [wantsText, wantsStream] = [line.switches.has('text'), line.switches.has('stream')];
  if (line.query !== undefined && (wantsText || wantsStream)) {
    const other = wantsText ? '--text' : '--stream';
    throw conflict(title, '--query', `--query cannot be used with ${other}`);
  }
  if (wantsStream && line.switches.has('all')) {
    throw conflict(
      title,
      '--all',
      '--all cannot be used with --stream, which gets all pages anyway',
    );
  }
  if (wantsStream && isEncoding(line.out)) {
    const message = `--stream prints text as it arrives, so it cannot be used with --out ${line.out}`;
    throw conflict(title, '--stream', message);
  }
  if (line.output && isEncoding(line.out)) {
    throw conflict(title, '--output', `--output cannot be used with --out ${line.out}`);
  }
  if (
    wantsStream &&
    line.output &&
    line.output !== 'jsonl' &&
    !(rows && isRowFormat(line.output))
  ) {
    const message = `--stream prints parts of the result as they arrive, so it cannot be used with --output ${line.output}`;
    throw conflict(title, '--stream', message);
  }
  if (wantsStream && rows && line.out !== undefined && !isRowFormat(formatOf(line))) {
    const message = `--stream cannot write to --out ${line.out}, only to .jsonl, .csv and .tsv files`;
    throw conflict(title, '--stream', message);
  }
  if (line.query !== undefined) return orWhole(await picker(line.query, title));
  if (line.output === 'text' && rows) return (result) => rows(bodyOf(result, context));
  if (!wantsText) return (result) => result;
  return orWhole((result) => {
    const found = text?.(bodyOf(result, context));
    if (found !== undefined) return found;
    const message = '--text: the reply has no text, so the whole result is printed';
    throw new OutputError({ method: title, message });
  });
}

/** If choosing a part fails, the result must not be lost: prints all of it. */
function orWhole(choose: Choose): Choose {
  return async (result) => {
    try {
      return choose(result);
    } catch (error) {
      // Whether it can be printed or not, this is the error to report.
      if (!(error instanceof AbortedError)) await deliver(result, undefined).catch(() => {});
      throw error;
    }
  };
}

function conflict(method: string, option: string, message: string): InputError {
  return new InputError({ method, param: option, message });
}

async function showRequests(definition: Definition, values: Values, context: Invocation) {
  const dryRun: string[] = [];
  await definition.invoke(values, { ...context, dryRun });
  return print(`${dryRun.join('\n\n')}\n`);
}

/** The rows of a result: as they arrive if the method streams; of a paged list, all if requested. */
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
  noteMorePages(definition, result);
  return definition.rows!(result);
}

async function everyRow(definition: Definition, values: Values, context: Invocation) {
  return (await definition.invokeStream!(values, context)) as Streaming<JsonRecord, unknown>;
}

/** Shows the reply's text as it arrives; with `--out`, writes the whole result to the file at the end. */
async function showStream(
  definition: Definition,
  line: Line,
  stream: Streaming<unknown, unknown>,
  onChunk: () => void,
): Promise<void> {
  const textOf = line.output === 'jsonl' ? undefined : definition.textOf;
  let last = '\n';
  try {
    for await (const chunk of stream) {
      const text = textOf ? textOf(chunk) : `${writeJson(chunk, encodeValue)}\n`;
      if (!text) continue;
      onChunk();
      await print(text);
      last = text;
    }
  } catch (error) {
    if (!last.endsWith('\n')) await print('\n').catch(() => {});
    throw error;
  }
  if (!last.endsWith('\n')) await print('\n');
  if (line.out) await deliverOrPrint(definition, stream.result(), line.out);
}

/** If the file cannot be written, the result must not be lost: prints it. */
async function deliverOrPrint(
  definition: Definition,
  result: unknown,
  out: string | undefined,
  format?: Format,
): Promise<void> {
  try {
    if (!(await writeBytes(definition, result, out))) await deliver(result, out, format);
  } catch (error) {
    const toFile = out !== undefined && !isEncoding(out) && error instanceof OintError;
    if (toFile && !Buffer.isBuffer(result)) await deliver(result, undefined).catch(() => {});
    throw error;
  }
}

/** Calls the method. A full response of the server is the result, also if it is an error. */
async function invoke(
  definition: Definition,
  values: Values,
  context: Invocation,
): Promise<{ answer: unknown; isError: boolean }> {
  try {
    return { answer: await definition.invoke(values, context), isError: false };
  } catch (error) {
    if (!context.call?.fullResponse || !(error instanceof HttpError)) throw error;
    const { status, headers, body } = error;
    return { answer: { status, headers, body }, isError: true };
  }
}

/** A full response with the reference's field names: the status is called `code`. */
function asReference(result: unknown, { call }: Invocation): unknown {
  // Only HTTP has a status and headers.
  if (!call?.fullResponse || !isRecord(result) || !('body' in result)) return result;
  const { status, headers, body } = result as { status: number; headers: unknown; body: unknown };
  return { code: status, headers, body };
}

function bodyOf(result: unknown, { call }: Invocation): unknown {
  return call?.fullResponse ? (result as { body: unknown }).body : result;
}

/** True for a value that was not saved, although its method saves other responses. */
function isLeft({ saves }: Definition, answer: unknown, context: Invocation): boolean {
  return saves === ANY_FILE && !isSaved(bodyOf(answer, context));
}

/** Shows what is not in the file: the full response if requested, otherwise the file's size. */
async function showSaved(result: unknown, { call }: Invocation): Promise<void> {
  if (call?.fullResponse) return deliver(result, undefined);
  const { file, ...saved } = result as SavedFile & { file?: SavedFile };
  const { path, bytes } = file ?? saved;
  if (process.stderr.isTTY) note(`${path}: ${size(bytes)}`);
}
