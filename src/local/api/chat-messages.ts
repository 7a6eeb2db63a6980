import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { ChatMessage, ToolCall } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { readContent } from './content.js';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;

/** Validates the messages of a chat completion and loads their images and files. */
export async function readMessages(
  messages: unknown,
  local: Local,
): Promise<readonly ChatMessage[]> {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest("'messages' must be an array of at least one message.", 'messages');
  }
  const read = await Promise.all(
    messages.map((message, index) => readMessage(message, `messages[${index}]`, local)),
  );
  checkCallsAreKnown(read);
  return read;
}

async function readMessage(message: unknown, at: string, local: Local): Promise<ChatMessage> {
  if (!isRecord(message)) throw badRequest(`'${at}' must be an object.`, at);
  const role = ROLES.find((name) => name === message.role);
  if (!role) throw badRequest(`'${at}.role' must be one of ${ROLES.join(', ')}.`, `${at}.role`);
  const toolCalls = role === 'assistant' ? readCalls(message.tool_calls, `${at}.tool_calls`) : [];
  const content = message.content ?? (role === 'assistant' ? (message.refusal ?? '') : undefined);
  return {
    role,
    ...(await readContent(content, `${at}.content`, local)),
    toolCalls,
    toolCallId: role === 'tool' ? callId(message, at) : undefined,
  };
}

function callId({ tool_call_id: id }: JsonRecord, at: string): string {
  if (typeof id === 'string' && id !== '') return id;
  throw badRequest(`'${at}.tool_call_id' must be the ID of the call.`, `${at}.tool_call_id`);
}

function readCalls(calls: unknown, at: string): ToolCall[] {
  if (calls === undefined || calls === null) return [];
  if (!Array.isArray(calls)) throw badRequest(`'${at}' must be an array of calls.`, at);
  return calls.map((call: unknown, index) => {
    const { id, function: called } = isRecord(call) ? call : {};
    const { name, arguments: text } = isRecord(called) ? called : {};
    if ([id, name, text].every((value) => typeof value === 'string')) {
      return { id, name, arguments: text } as ToolCall;
    }
    const here = `${at}[${index}]`;
    throw badRequest(
      `'${here}' needs an 'id', and a 'function' with 'name' and 'arguments'.`,
      here,
    );
  });
}

/** A tool message must follow the call it belongs to, as OpenAI requires. */
function checkCallsAreKnown(messages: readonly ChatMessage[]): void {
  const known = new Set<string>();
  for (const [index, { toolCalls, toolCallId }] of messages.entries()) {
    for (const { id } of toolCalls) known.add(id);
    if (toolCallId === undefined || known.has(toolCallId)) continue;
    const at = `messages[${index}].tool_call_id`;
    throw badRequest(`'${at}': no earlier message has a call '${toolCallId}'.`, at);
  }
}
