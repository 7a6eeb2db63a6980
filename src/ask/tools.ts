import type { Effect } from '../core/definition/call.js';
import { InputError, OintError } from '../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { readSchema, type Schema, type SchemaInput, type SchemaOutput } from './schema.js';

/** What a tool is told about the call it runs in. */
export interface ToolContext {
  /** Ends when the question is given up. */
  signal: AbortSignal | undefined;
}

/** Something that a model may have done for it. */
export interface Tool {
  name: string;
  /** What it does and when to use it, for the model. */
  description: string;
  schema: Schema;
  /** Whether it changes something: a write can be made to ask first. */
  effect: Effect;
  run(input: unknown, context: ToolContext): unknown;
}

/** A call of a tool, as the model asked for it. */
export interface ToolUse {
  id: string;
  name: string;
  /** JSON text, as the model wrote it. */
  arguments: string;
}

/** What came of it: text for the model. */
export interface ToolOutcome extends ToolUse {
  output: string;
  /** True where the tool failed, or was not allowed: the model is told why. */
  failed: boolean;
}

const NAME = /^[\w-]{1,64}$/;

/**
 * Makes a tool of a function. What the model passes is checked by `input` first.
 *
 * @throws {InputError} The name or the schema is none that models take.
 */
export function tool<const S extends SchemaInput>(spec: {
  name: string;
  description: string;
  input: S;
  /** `write` or `delete` for what changes something. Default `read`. */
  effect?: Effect;
  run(input: SchemaOutput<S>, context: ToolContext): unknown;
}): Tool {
  const { name, description, input, effect = 'read', run } = spec;
  if (!NAME.test(name)) {
    const message = `a tool's name has letters, digits, _ and - (64 at most), not "${name}"`;
    throw new InputError({ param: 'tools', message });
  }
  return { name, description, schema: readSchema(input), effect, run: run as Tool['run'] };
}

/** The tools as a request describes them. */
export function toolsField(tools: readonly Tool[]): JsonRecord[] {
  return tools.map(({ name, description, schema }) => ({
    type: 'function',
    function: { name, description, parameters: schema.json },
  }));
}

/** Asked before a tool runs; what it gives instead of `true` is told to the model as the reason. */
export type Confirm = (use: ToolUse, tool: Tool) => boolean | string | Promise<boolean | string>;

/** No answer of a tool is longer: a model's window is small, and each of its steps costs. */
const LONGEST_OUTPUT = 100_000;

/** Runs a tool; whatever goes wrong is told to the model, which may mend it, and ends nothing. */
export async function runTool(
  use: ToolUse,
  tools: readonly Tool[],
  context: ToolContext,
  confirm?: Confirm,
): Promise<ToolOutcome> {
  const failed = (why: string) => ({ ...use, output: `Error: ${why}`, failed: true });
  const found = tools.find(({ name }) => name === use.name);
  if (!found) {
    return failed(
      `there is no tool "${use.name}"; there are ${tools.map((t) => t.name).join(', ')}`,
    );
  }
  try {
    const checked = await checkArguments(use, found);
    if ('problem' in checked) return failed(`the arguments do not fit: ${checked.problem}`);
    const allowed = confirm ? await confirm(use, found) : true;
    if (allowed !== true) return failed(allowed || 'the user did not allow this call');
    return { ...use, output: shownToModel(await found.run(checked.value, context)), failed: false };
  } catch (error) {
    // What ends the whole question ends it here as well.
    if (context.signal?.aborted) throw error;
    return failed(
      error instanceof OintError || error instanceof Error ? error.message : String(error),
    );
  }
}

async function checkArguments({ arguments: text }: ToolUse, { schema }: Tool) {
  let given: unknown;
  try {
    // Where a tool takes nothing, many models send nothing.
    given = text.trim() === '' ? {} : JSON.parse(text);
  } catch (error) {
    return { problem: `they are no JSON: ${(error as Error).message}` };
  }
  if (!isRecord(given)) return { problem: 'they are no JSON object' };
  return schema.check(given);
}

/** A result as a model can read it. */
export function shownToModel(result: unknown): string {
  const text = typeof result === 'string' ? result : (JSON.stringify(result, noBytes) ?? 'done');
  if (text.length <= LONGEST_OUTPUT) return text;
  return `${text.slice(0, LONGEST_OUTPUT)}… (cut: ${text.length} characters in all)`;
}

/** Bytes mean nothing to a model, and fill its window. */
function noBytes(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const isBuffer = isRecord(value) && value.type === 'Buffer' && Array.isArray(value.data);
  return isBuffer ? `(${(value.data as unknown[]).length} bytes)` : value;
}
