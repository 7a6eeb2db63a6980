import type { Effect } from '../core/definition/call.js';
import { InputError, OintError } from '../core/errors/errors.js';
import { parseExact } from '../core/json/parse.js';
import { writeJson } from '../core/json/write.js';
import { cut } from '../core/util/cut.js';
import { isTooDeepJson, TOO_DEEP } from '../core/util/depth.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { readSchema, type Schema, type SchemaInput, type SchemaOutput } from './schema.js';

/** What a tool knows about the call it runs in. */
export interface ToolContext {
  /** Aborts when the question is cancelled. */
  signal: AbortSignal | undefined;
  /** The deadlines of the question, in milliseconds, if they were set. */
  timeout?: number | undefined;
  firstByteTimeout?: number | undefined;
}

/** Something that a model can call. */
export interface Tool {
  name: string;
  /** For the model: what it does and when to use it. */
  description: string;
  schema: Schema;
  /** Whether it changes something: writes can require approval. */
  effect: Effect;
  run(input: unknown, context: ToolContext): unknown;
}

/** A tool call, as the model requested it. */
export interface ToolUse {
  id: string;
  name: string;
  /** JSON, as the model wrote it. */
  arguments: string;
}

/** The output for the model, as text. */
export interface ToolOutcome extends ToolUse {
  output: string;
  /** True if the tool failed or was not allowed: the output says why. */
  failed: boolean;
}

const NAME = /^[\w-]{1,64}$/;

/**
 * Creates a tool from a function. The model's arguments are checked with `input` first.
 *
 * @throws {InputError} The name or the schema is not valid for models.
 */
export function tool<const S extends SchemaInput>(spec: {
  name: string;
  description: string;
  input: S;
  /** `write` or `delete` if it changes something. Default: `read`. */
  effect?: Effect;
  run(input: SchemaOutput<S>, context: ToolContext): unknown;
}): Tool {
  const { name, description, input, effect = 'read', run } = spec;
  if (!NAME.test(name)) {
    const message = `a tool name must have up to 64 letters, digits, _ or -, not "${name}"`;
    throw new InputError({ param: 'tools', message });
  }
  return { name, description, schema: readSchema(input), effect, run: run as Tool['run'] };
}

/** The tools in the format of a request. */
export function toolsField(tools: readonly Tool[]): JsonRecord[] {
  return tools.map(({ name, description, schema }) => ({
    type: 'function',
    function: { name, description, parameters: schema.json },
  }));
}

/**
 * Called before a tool runs. Any return value but `true` is the reason for refusing, which the
 * model sees.
 */
export type Confirm = (use: ToolUse, tool: Tool) => boolean | string | Promise<boolean | string>;

/** The maximum length of a tool's output: a model's context is small, and each step costs. */
const LONGEST_OUTPUT = 100_000;

/** Runs a tool. Errors are reported to the model, which can try again, and stop nothing. */
export async function runTool(
  use: ToolUse,
  tools: readonly Tool[],
  context: ToolContext,
  confirm?: Confirm,
): Promise<ToolOutcome> {
  const failed = (why: string) => ({ ...use, output: shownToModel(`Error: ${why}`), failed: true });
  const found = tools.find(({ name }) => name === use.name);
  if (!found) {
    return failed(
      `there is no tool "${use.name}"; available: ${tools.map((t) => t.name).join(', ')}`,
    );
  }
  try {
    const checked = await checkArguments(use, found);
    if ('problem' in checked) return failed(`the arguments are not valid: ${checked.problem}`);
    const allowed = confirm ? await confirm(use, found) : true;
    if (allowed !== true) return failed(allowed || 'the user did not allow this call');
    return { ...use, output: shownToModel(await found.run(checked.value, context)), failed: false };
  } catch (error) {
    // If the whole question was cancelled, so is the tool.
    if (context.signal?.aborted) throw error;
    return failed(
      error instanceof OintError || error instanceof Error ? error.message : String(error),
    );
  }
}

async function checkArguments({ arguments: text }: ToolUse, { schema }: Tool) {
  if (isTooDeepJson(text)) return { problem: `they are ${TOO_DEEP}` };
  let given: unknown;
  try {
    // For a tool without arguments, many models send an empty string.
    given = text.trim() === '' ? {} : parseExact(text);
  } catch (error) {
    return { problem: `they are not valid JSON: ${(error as Error).message}` };
  }
  if (!isRecord(given)) return { problem: 'they are not a JSON object' };
  return schema.check(given);
}

/** A result as text for a model. */
export function shownToModel(result: unknown): string {
  const text = typeof result === 'string' ? result : (writeJson(result, noBytes) ?? 'done');
  if (text.length <= LONGEST_OUTPUT) return text;
  return `${cut(text, LONGEST_OUTPUT)}… (truncated: ${text.length} characters in total)`;
}

/** Bytes mean nothing to a model, and fill its context. */
function noBytes(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const isBuffer = isRecord(value) && value.type === 'Buffer' && Array.isArray(value.data);
  return isBuffer ? `(${(value.data as unknown[]).length} bytes)` : value;
}
