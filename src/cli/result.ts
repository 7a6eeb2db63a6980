import { InputError, OintError } from '../core/errors.js';
import type { SavedFile } from '../core/http/save.js';
import type { Definition, Invocation } from '../core/method.js';
import type { Line } from './line.js';
import { deliver, isEncoding, picker, print } from './output.js';
import { size } from './progress.js';
import { note } from './terminal.js';

type Values = Readonly<Record<string, unknown>>;

/** Calls the method as the line says, and shows what comes of it. */
export async function execute(
  definition: Definition,
  line: Line,
  values: Values,
  context: Invocation,
): Promise<void> {
  const choose = await chooser(definition, line);
  if (line.switches.has('dry-run')) return showRequests(definition, values, context);
  if (line.switches.has('stream')) return showStream(definition, line, values, context);
  const result = await definition.invoke(values, context);
  if (context.call?.saveTo) return saySaved(result as SavedFile | { body: SavedFile });
  const chosen = choose(asReference(result, context));
  await deliverOrPrint(chosen ?? result, line.out);
  if (chosen === undefined) {
    throw new InputError({
      method: `${definition.service} ${definition.name}`,
      option: '--text',
      message: 'the reply holds no text, so the whole of it is printed',
    });
  }
}

/** What of a result is to be shown: all, the part of `--query`, or the text. */
async function chooser(
  { service, name, text }: Definition,
  line: Line,
): Promise<(result: unknown) => unknown> {
  const title = `${service} ${name}`;
  const [wantsText, wantsStream] = [line.switches.has('text'), line.switches.has('stream')];
  if (line.query !== undefined && (wantsText || wantsStream)) {
    throw alone(
      title,
      '--query',
      `--query and --${wantsText ? 'text' : 'stream'} exclude each other`,
    );
  }
  if (wantsStream && isEncoding(line.out)) {
    throw alone(
      title,
      '--stream',
      `--stream prints text as it comes: --out ${line.out} has no place in it`,
    );
  }
  if (line.query !== undefined) return picker(line.query, title);
  return wantsText ? (result) => text?.(bodyOf(result)) : (result) => result ?? null;
}

function alone(method: string, option: string, message: string): InputError {
  return new InputError({ method, option, message });
}

async function showRequests(definition: Definition, values: Values, context: Invocation) {
  const dryRun: string[] = [];
  const result = await definition.invoke(values, { ...context, dryRun });
  // A method that sends nothing shows its result.
  if (definition.offline) return deliver(result, undefined);
  return print(`${dryRun.join('\n\n')}\n`);
}

/** The reply's text as it comes; with `--out` the whole result goes to the file at the end. */
async function showStream(
  { invokeStream, textOf }: Definition,
  line: Line,
  values: Values,
  context: Invocation,
): Promise<void> {
  const answer = await invokeStream!(values, context);
  let last = '\n';
  try {
    for await (const chunk of answer) {
      const text = textOf?.(chunk);
      if (!text) continue;
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
  if (!call?.fullResponse) return result;
  const { status, headers, body } = result as { status: number; headers: unknown; body: unknown };
  return { code: status, headers, body };
}

function bodyOf(result: unknown): unknown {
  const full =
    typeof result === 'object' && result !== null && 'code' in result && 'body' in result;
  return full ? result.body : result;
}

function saySaved(result: SavedFile | { body: SavedFile }): void {
  const { path, bytes } = 'body' in result ? result.body : result;
  if (process.stderr.isTTY) note(`${path}: ${size(bytes)}`);
}
