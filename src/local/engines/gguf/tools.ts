import { randomBytes } from 'node:crypto';
import type { JsonSchema } from '../../../core/definition/param.js';
import { badRequest } from '../../errors.js';
import type { ChatTask, Tool, ToolCall } from '../engine.js';
import type { ChatItem, Functions, GrammarSchema } from './llama.js';
import { ANY_OBJECT, grammarSchema } from './schema.js';

/** The form of a reply: free text, JSON, or a tool call that the model writes as JSON. */
export type Plan =
  | { kind: 'text'; functions: Functions | undefined }
  | { kind: 'json'; grammar: GrammarSchema }
  | { kind: 'call'; grammar: GrammarSchema; instructions: string };

/** The tools that may be called, and the required form of the reply. */
export function planOf({ tools, toolChoice, format }: ChatTask): Plan {
  const answer = format.type === 'json' ? answerSchema(format.schema) : undefined;
  if (toolChoice === 'none' || tools.length === 0) {
    return answer ? { kind: 'json', grammar: answer } : { kind: 'text', functions: undefined };
  }
  if (toolChoice === 'auto' && !answer) return { kind: 'text', functions: functionsOf(tools) };
  const allowed = typeof toolChoice === 'object' ? [named(tools, toolChoice.name)] : tools;
  const calls = allowed.map(callSchema);
  const free = toolChoice === 'auto' ? answer : undefined;
  return {
    kind: 'call',
    grammar: { oneOf: [...calls, ...(free ? [object({ answer: free })] : [])] },
    instructions: instructions(allowed, free !== undefined),
  };
}

function answerSchema(schema: JsonSchema | undefined): GrammarSchema {
  return schema ? grammarSchema(schema, { strict: true, param: 'response_format' }) : ANY_OBJECT;
}

function named(tools: readonly Tool[], name: string): Tool {
  const found = tools.find((tool) => tool.name === name);
  if (found) return found;
  throw badRequest(`'tool_choice' names '${name}', which is not in 'tools'.`, 'tool_choice');
}

/** The tools as the chat template shows them to the model, which calls them in its own format. */
function functionsOf(tools: readonly Tool[]): Functions {
  const entries = tools.map(({ name, description, parameters }) => [
    name,
    { description, ...(hasParameters(parameters) && { params: parametersOf(parameters) }) },
  ]);
  return Object.fromEntries(entries);
}

function hasParameters({ properties }: Tool['parameters']): boolean {
  return Object.keys(properties ?? {}).length > 0;
}

function parametersOf(parameters: Tool['parameters']): GrammarSchema {
  const whole = { type: 'object', ...parameters };
  return grammarSchema(whole, { strict: false, param: 'tools' });
}

function callSchema({ name, parameters }: Tool): GrammarSchema {
  return object({ tool: { const: name }, arguments: parametersOf(parameters) });
}

function object(properties: Readonly<Record<string, GrammarSchema>>): GrammarSchema {
  return { type: 'object', properties };
}

function instructions(tools: readonly Tool[], mayAnswer: boolean): string {
  const list = tools.map(({ name, description, parameters }) =>
    JSON.stringify({ tool: name, description, parameters }),
  );
  return [
    mayAnswer
      ? 'Call one of these tools, or reply as {"answer": …}.'
      : 'Call one of these tools; do not reply yourself.',
    'Write a call as JSON: {"tool": its name, "arguments": {…}}.',
    ...list,
  ].join('\n');
}

/** The history with instructions added to the system message. */
export function instructed(history: readonly ChatItem[], text: string): ChatItem[] {
  const [first, ...rest] = history;
  if (first?.type === 'system') {
    return [{ type: 'system', text: `${first.text}\n\n${text}` }, ...rest];
  }
  return [{ type: 'system', text }, ...history];
}

export function toolCall(name: string, params: unknown): ToolCall {
  const id = `call_${randomBytes(12).toString('hex')}`;
  return { id, name, arguments: JSON.stringify(params ?? {}) };
}
