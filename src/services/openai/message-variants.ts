import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** A refused request, and the server's error message. */
interface Refused {
  json: JsonRecord;
  words: string;
}

/** How servers say that they do not know a field. */
export const UNKNOWN =
  /extra|unknown|unsupported|not support|not permitted|not allowed|unexpected|unrecognized|additional propert|remove/i;

/** The fields of OpenAI's requests: all others are a server's own. */
const OF_MESSAGE = new Set(['role', 'content', 'name', 'tool_calls', 'function_call']);
const OF_CALL = new Set(['id', 'type', 'function', 'custom']);
const OF_FUNCTION = new Set(['name', 'arguments']);

/**
 * A model's messages are sent back as they came; some servers refuse fields that another server, or
 * they themselves, sent: reasoning (Mistral's, Groq's), signatures. Drops the fields that the
 * error names, or all of a server's own if it names none.
 */
export function withoutUnknownFields({ json, words }: Refused): JsonRecord | undefined {
  const names = new Set(words.match(/\w+/g));
  const named = (key: string) => names.has(key);
  const isAbout = /messages?\b|extra (field|input)|additional propert/i.test(words);
  return (
    withReplies(json, (reply) => withoutFields(reply, named)) ??
    (isAbout ? withReplies(json, (reply) => withoutFields(reply, () => true)) : undefined)
  );
}

function withReplies(json: JsonRecord, change: (reply: JsonRecord) => JsonRecord) {
  return withMessages(json, (message) =>
    message.role === 'assistant' ? change(message) : message,
  );
}

function withoutFields(reply: JsonRecord, drop: (key: string) => boolean): JsonRecord {
  const kept = only(reply, OF_MESSAGE, drop);
  if (!Array.isArray(kept.tool_calls)) return kept;
  const calls = kept.tool_calls.map((call: unknown) => {
    if (!isRecord(call)) return call;
    const plain = only(call, OF_CALL, drop);
    if (!isRecord(plain.function)) return plain;
    const called = only(plain.function, OF_FUNCTION, drop);
    return called === plain.function ? plain : { ...plain, function: called };
  });
  const isChanged = calls.some((call, index) => call !== (kept.tool_calls as unknown[])[index]);
  return isChanged ? { ...kept, tool_calls: calls } : kept;
}

/** The same object if there is nothing to drop. */
function only(from: JsonRecord, known: Set<string>, drop: (key: string) => boolean): JsonRecord {
  const entries = Object.entries(from);
  const kept = entries.filter(([key]) => known.has(key) || !drop(key));
  return kept.length < entries.length ? Object.fromEntries(kept) : from;
}

/** Some servers need a text in every message, even next to tool calls. */
export function withTextForNull({ json }: Refused): JsonRecord | undefined {
  return withReplies(json, (reply) => (reply.content === null ? { ...reply, content: '' } : reply));
}

/** The templates of some models need a reply between two questions, which an interruption left out. */
export function withJoinedTurns({ json }: Refused): JsonRecord | undefined {
  const before: readonly unknown[] = Array.isArray(json.messages) ? json.messages : [];
  const messages: unknown[] = [];
  for (const message of before) {
    const last = messages.at(-1);
    if (isRecord(last) && isRecord(message) && last.role === 'user' && message.role === 'user') {
      messages[messages.length - 1] = { ...last, content: joined(last.content, message.content) };
    } else {
      messages.push(message);
    }
  }
  return messages.length < before.length ? { ...json, messages } : undefined;
}

function joined(before: unknown, after: unknown): unknown {
  if (typeof before === 'string' && typeof after === 'string') return `${before}\n\n${after}`;
  const parts = (content: unknown) =>
    Array.isArray(content) ? content : [{ type: 'text', text: content }];
  return [...parts(before), ...parts(after)];
}

/** Returns `undefined` if no message changes. */
export function withMessages(
  json: JsonRecord,
  change: (message: JsonRecord) => JsonRecord,
): JsonRecord | undefined {
  const before: readonly unknown[] = Array.isArray(json.messages) ? json.messages : [];
  const messages = before.map((message) => (isRecord(message) ? change(message) : message));
  const isChanged = messages.some((message, index) => message !== before[index]);
  return isChanged ? { ...json, messages } : undefined;
}
