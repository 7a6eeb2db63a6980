import type { Invocation } from '../core/definition/method.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { ReasoningSplitter, usageOf } from '../services/openai/reasoning.js';
import { getResponse } from '../services/openai/requests.js';
import type { ReplyPiece } from '../services/openai/think-tags.js';
import type { ChatCompletion, Message } from '../services/openai/types.js';
import type { ToolUse } from './tools.js';
import type { AskEvent, Step } from './types.js';

type Input = Parameters<typeof getResponse>[0];
type Reply = Awaited<ReturnType<typeof getResponse.stream>>;

/** Gets the result of GetResponse in another way, such as from another machine. */
export type Replier = (input: Input, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * Sends the conversation and yields the reply as it arrives; returns the message to store.
 * `arriving` always has the text so far.
 */
export async function* oneReply(
  input: Input,
  { call, labels }: Invocation,
  arriving: { text: string },
  replier?: Replier,
): AsyncGenerator<AskEvent, { step: Step; message: Message }> {
  const splitter = new ReasoningSplitter();
  let [text, reasoning] = ['', ''];
  const take = (piece: ReplyPiece): AskEvent[] => {
    if (piece.turned) [text, reasoning] = ['', reasoning + text];
    text += piece.text;
    arriving.text = text;
    reasoning += piece.reasoning;
    return [
      ...(piece.turned ? [{ type: 'turned' as const }] : []),
      ...(piece.reasoning ? [{ type: 'reasoning' as const, text: piece.reasoning }] : []),
      ...(piece.text ? [{ type: 'text' as const, text: piece.text }] : []),
    ];
  };
  let completion: ChatCompletion;
  if (replier) {
    completion = (await replier(input, call?.signal)) as ChatCompletion;
    yield* take(splitter.add(completion.choices?.[0]?.message ?? {}));
  } else {
    const context = { call: { ...call, fullResponse: false }, labels };
    const stream = (await getResponse.definition.invokeStream!(input, context)) as Reply;
    for await (const chunk of stream) {
      const delta = chunk.choices[0]?.delta;
      if (delta) yield* take(splitter.add(delta));
    }
    completion = stream.result();
  }
  yield* take(splitter.end());
  return kept(completion, text, reasoning);
}

function kept(completion: ChatCompletion, text: string, reasoning: string) {
  const choice = completion.choices[0];
  const toolCalls = (choice?.message.tool_calls ?? []).map(toUse);
  const refusal = choice?.message.refusal;
  const step: Step = {
    text,
    reasoning,
    toolCalls,
    usage: usageOf(completion),
    finishReason: choice?.finish_reason ?? undefined,
    model: completion.model,
    ...(typeof refusal === 'string' && refusal !== '' && { refusal }),
  };
  return { step, message: sentBack(choice?.message ?? {}, toolCalls) };
}

/**
 * The reply as it came, for the next request: models need their reasoning, its signatures and
 * other fields again. Fields without a value are left out: some servers refuse them.
 */
function sentBack(reply: JsonRecord, toolCalls: readonly ToolUse[]): Message {
  const { content, tool_calls, audio, ...rest } = reply;
  const fields = Object.entries(rest).filter(([, value]) => !isEmpty(value));
  const calls = toolCalls.map((use, index) => calledBack((tool_calls as unknown[])[index], use));
  const says = {
    ...Object.fromEntries(fields),
    // A request refers to audio by its ID.
    ...(isRecord(audio) && { audio: audio.id === undefined ? audio : { id: audio.id } }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const saysNothing = !('refusal' in says || 'function_call' in says || 'audio' in says);
  const nothing = calls.length === 0 && saysNothing ? '' : null;
  return { ...says, role: 'assistant', content: isEmpty(content) ? nothing : content } as Message;
}

function calledBack(call: unknown, { id, name, arguments: args }: ToolUse): JsonRecord {
  const { function: called, ...rest } = isRecord(call) ? call : {};
  const type = rest.type ?? 'function';
  if (type !== 'function' && !isRecord(called)) return { ...rest, id, type };
  const more = isRecord(called) ? called : {};
  // Servers parse the arguments, and an empty text is not JSON.
  return { ...rest, id, type, function: { ...more, name, arguments: args.trim() ? args : '{}' } };
}

function isEmpty(value: unknown): boolean {
  return value == null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A tool call as the server sent it: with an ID only if it had one, and with its arguments as text. */
function toUse(call: unknown, index: number): ToolUse {
  const { id, function: called } = isRecord(call) ? call : {};
  const { name, arguments: args } = isRecord(called) ? called : {};
  return {
    id: typeof id === 'string' && id ? id : `call_${index}`,
    name: String(name ?? ''),
    arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}),
  };
}
