import type { JsonSchema } from '../../core/definition/param.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { ChatTask, Tool, ToolChoice } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import { compileSchema, strictProblem } from '../json-schema.js';
import { field } from './checks.js';

/** Chat completions nest a function in a field of its own; responses do not. */
export type ToolForm = 'chat' | 'responses';

const NAME = /^[\w-]{1,64}$/;
const MOST_TOOLS = 128;

/** Validates the tools of a request and how to choose among them. */
export async function readTools(
  body: JsonRecord,
  form: ToolForm,
): Promise<Pick<ChatTask, 'tools' | 'toolChoice' | 'parallelToolCalls'>> {
  const given = field(body, 'tools') ?? [];
  if (!Array.isArray(given) || given.length > MOST_TOOLS) {
    throw badRequest(`'tools' must be an array of up to ${MOST_TOOLS} tools.`, 'tools');
  }
  const tools: Tool[] = [];
  for (const [index, one] of given.entries()) {
    const tool = await readTool(one, `tools[${index}]`, form);
    if (tools.some(({ name }) => name === tool.name)) {
      throw badRequest(`There are two tools named '${tool.name}'.`, `tools[${index}]`);
    }
    tools.push(tool);
  }
  const parallel = field(body, 'parallel_tool_calls') ?? true;
  if (typeof parallel !== 'boolean') {
    throw badRequest("'parallel_tool_calls' must be true or false.", 'parallel_tool_calls');
  }
  return { ...chosen(field(body, 'tool_choice'), tools, form), parallelToolCalls: parallel };
}

async function readTool(given: unknown, at: string, form: ToolForm): Promise<Tool> {
  if (!isRecord(given)) throw badRequest(`'${at}' must be an object.`, at);
  if (given.type !== 'function') {
    const message = `'${at}' is of type '${given.type}': this server supports only functions, which the caller runs. It has no built-in tools.`;
    throw badRequest(message, `${at}.type`, 'unsupported_value');
  }
  const about = form === 'chat' ? given.function : given;
  const here = form === 'chat' ? `${at}.function` : at;
  if (!isRecord(about)) throw badRequest(`'${here}' must be an object.`, here);
  const { name, description = '', parameters, strict } = about;
  if (typeof name !== 'string' || !NAME.test(name)) {
    const message = `'${here}.name' must have from 1 to 64 letters, digits, _ or -.`;
    throw badRequest(message, `${here}.name`);
  }
  if (description !== null && typeof description !== 'string') {
    throw badRequest(`'${here}.description' must be a string.`, `${here}.description`);
  }
  const schema = await readSchema(parameters, `${here}.parameters`, strict === true);
  return { name, description: description ?? '', parameters: schema };
}

async function readSchema(given: unknown, at: string, isStrict: boolean): Promise<JsonSchema> {
  if (given === undefined || given === null) return { type: 'object', properties: {} };
  if (!isRecord(given)) throw badRequest(`'${at}' must be a JSON Schema.`, at);
  await compileSchema(given, at);
  checkStrict(given, at, isStrict);
  const { type } = given;
  const isObject = type === undefined || [type].flat().includes('object');
  if (isObject) return COMBINED.some((key) => key in given) ? given : { ...given, type: 'object' };
  const message = `'${at}' must be a JSON Schema of type object: arguments are an object.`;
  throw badRequest(message, at, 'invalid_function_parameters');
}

/** Schemas whose type is somewhere else. */
const COMBINED = ['$ref', 'allOf', 'anyOf', 'oneOf'];

/** Throws an `ApiError` (400) for a schema that claims to be strict and is not. */
export function checkStrict(schema: JsonSchema, at: string, isStrict: boolean): void {
  const problem = isStrict ? strictProblem(schema) : undefined;
  if (problem === undefined) return;
  const message = `Invalid schema in '${at}' for 'strict': ${problem}.`;
  throw badRequest(message, at, 'invalid_json_schema');
}

/** Which tools may be called, and whether one must be. */
function chosen(
  choice: unknown,
  tools: readonly Tool[],
  form: ToolForm,
): { tools: readonly Tool[]; toolChoice: ToolChoice } {
  const refuse = (message: string) => badRequest(message, 'tool_choice');
  const known = (name: unknown): Tool => {
    const found = tools.find((tool) => tool.name === name);
    if (found) return found;
    throw refuse(`'tool_choice' names '${name}', which is not in 'tools'.`);
  };
  if (choice === undefined) return { tools, toolChoice: tools.length > 0 ? 'auto' : 'none' };
  if (choice === 'none' || choice === 'auto') return { tools, toolChoice: choice };
  if (choice === 'required') {
    if (tools.length === 0) throw refuse("'tool_choice' is 'required', but there are no 'tools'.");
    return { tools, toolChoice: choice };
  }
  if (isRecord(choice) && choice.type === 'function') {
    const { name } = known(functionName(choice, form));
    return { tools, toolChoice: { name } };
  }
  if (isRecord(choice) && choice.type === 'allowed_tools') {
    const allowed = form === 'chat' ? choice.allowed_tools : choice;
    if (isRecord(allowed) && Array.isArray(allowed.tools) && isMode(allowed.mode)) {
      const few = allowed.tools.map((tool) => known(isRecord(tool) && functionName(tool, form)));
      return { tools: few, toolChoice: allowed.mode };
    }
  }
  throw refuse("'tool_choice' must be none, auto, required, a function's name or allowed_tools.");
}

function functionName(record: JsonRecord, form: ToolForm): unknown {
  const about = form === 'chat' ? record.function : record;
  return isRecord(about) ? about.name : undefined;
}

function isMode(mode: unknown): mode is 'auto' | 'required' {
  return mode === 'auto' || mode === 'required';
}
