import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { ChatMessage } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { readContent } from './content.js';
import type { Item } from './response-object.js';
import { itemById, itemId } from './stored-responses.js';

/** One and the same in different requests. */
const TEXTS = new Set(['input_text', 'output_text', 'text']);
const ROLES = ['user', 'assistant', 'system', 'developer'] as const;

/** What a response is asked for, item by item, each with an id and as the protocol lists it. */
export async function readItems(
  input: unknown,
  responseId: string,
  local: Local,
): Promise<readonly Item[]> {
  const given = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  if (!Array.isArray(given)) {
    throw badRequest("'input' must be a text or a list of items.", 'input');
  }
  return Promise.all(
    given.map((item: unknown, index) =>
      readItem(item, `input[${index}]`, (prefix) => itemId(prefix, responseId, `a${index}`), local),
    ),
  );
}

type NewId = (prefix: string) => string;

async function readItem(item: unknown, at: string, newId: NewId, local: Local): Promise<Item> {
  if (!isRecord(item)) throw badRequest(`'${at}' must be an object.`, at);
  const { type = item.role === undefined ? undefined : 'message' } = item;
  if (type === 'message') return readMessage(item, at, newId('msg_'));
  if (type === 'function_call') return readCall(item, at, newId('fc_'));
  if (type === 'function_call_output') return readOutput(item, at, newId('fco_'));
  if (type === 'reasoning') return { summary: [], ...item, type, id: idOf(item, newId('rs_')) };
  if (type === 'item_reference' && typeof item.id === 'string') {
    const found = itemById((await local.store()).objects, item.id);
    if (found) return found;
    throw badRequest(`'${at}': there is no item '${item.id}' here.`, at, 'item_not_found');
  }
  const message = `'${at}' is of type '${type}': items are message, function_call, function_call_output, reasoning, item_reference.`;
  throw badRequest(message, `${at}.type`, 'unsupported_value');
}

function idOf({ id }: JsonRecord, another: string): string {
  return typeof id === 'string' && id !== '' ? id : another;
}

function readMessage(item: JsonRecord, at: string, newId: string): Item {
  const role = ROLES.find((name) => name === item.role);
  if (!role) throw badRequest(`'${at}.role' is one of ${ROLES.join(', ')}.`, `${at}.role`);
  const content = partsOf(item.content, `${at}.content`, role === 'assistant');
  return { type: 'message', id: idOf(item, newId), status: 'completed', role, content };
}

/** A message's parts as the protocol lists them. */
function partsOf(content: unknown, at: string, isAnswer: boolean): readonly unknown[] {
  const parts = typeof content === 'string' ? [{ type: 'input_text', text: content }] : content;
  if (!Array.isArray(parts)) throw badRequest(`'${at}' must be a text or a list of parts.`, at);
  return parts.map((part: unknown) => {
    if (!isRecord(part)) return part;
    if (part.type === 'input_image') return { detail: 'auto', ...part };
    if (!TEXTS.has(String(part.type))) return part;
    if (!isAnswer) return { ...part, type: 'input_text' };
    return { annotations: [], logprobs: [], ...part, type: 'output_text' };
  });
}

function readCall(item: JsonRecord, at: string, newId: string): Item {
  const { call_id, name, arguments: text } = item;
  if (![call_id, name, text].every((value) => typeof value === 'string')) {
    throw badRequest(`'${at}' needs a 'call_id', a 'name' and 'arguments', all texts.`, at);
  }
  const call = { call_id, name, arguments: text };
  return { type: 'function_call', id: idOf(item, newId), status: 'completed', ...call };
}

function readOutput(item: JsonRecord, at: string, newId: string): Item {
  const { call_id, output } = item;
  if (typeof call_id !== 'string') throw badRequest(`'${at}' needs a 'call_id'.`, `${at}.call_id`);
  if (typeof output !== 'string' && !Array.isArray(output)) {
    throw badRequest(`'${at}.output' must be a text or a list of parts.`, `${at}.output`);
  }
  const id = idOf(item, newId);
  return { type: 'function_call_output', id, status: 'completed', call_id, output };
}

/** The conversation that a list of items is, for a model. */
export async function messagesOf(
  items: readonly Item[],
  local: Local,
): Promise<readonly ChatMessage[]> {
  const read = await Promise.all(
    items.map((item, index) => messageOf(item, `input[${index}]`, local)),
  );
  const messages: ChatMessage[] = [];
  const known = new Set<string>();
  for (const message of read.flat()) {
    const { toolCallId, toolCalls } = message;
    for (const { id } of toolCalls) known.add(id);
    if (toolCallId !== undefined && !known.has(toolCallId)) {
      throw badRequest(`No call '${toolCallId}' was made before its output.`, 'input');
    }
    const last = messages.at(-1);
    // Calls that were made at once are one message of the model's, as are its words before them.
    if (toolCalls.length > 0 && last?.role === 'assistant') {
      messages[messages.length - 1] = { ...last, toolCalls: [...last.toolCalls, ...toolCalls] };
    } else messages.push(message);
  }
  return messages;
}

async function messageOf(item: Item, at: string, local: Local): Promise<ChatMessage[]> {
  const empty = { text: '', pictures: [], files: [], toolCalls: [], toolCallId: undefined };
  if (item.type === 'function_call') {
    const { call_id, name, arguments: text } = item as JsonRecord & Record<string, string>;
    const toolCalls = [{ id: call_id!, name: name!, arguments: text! }];
    return [{ ...empty, role: 'assistant', toolCalls }];
  }
  if (item.type === 'function_call_output') {
    const content = await readContent(item.output, `${at}.output`, local);
    return [{ ...empty, role: 'tool', ...content, toolCallId: String(item.call_id) }];
  }
  // Thoughts of another model are nothing that a model here could go on with.
  if (item.type === 'reasoning') return [];
  const content = await readContent(item.content, `${at}.content`, local);
  return [{ ...empty, role: item.role as ChatMessage['role'], ...content }];
}
