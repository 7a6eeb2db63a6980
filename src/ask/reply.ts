import type { Invocation } from '../core/definition/method.js';
import { isRecord } from '../core/util/is-record.js';
import { ReasoningSplitter, usageOf } from '../services/openai/reasoning.js';
import { getResponse } from '../services/openai/requests.js';
import type { ChatCompletion, Message } from '../services/openai/types.js';
import type { ToolUse } from './tools.js';
import type { AskEvent, Step } from './types.js';

type Input = Parameters<typeof getResponse>[0];
type Reply = Awaited<ReturnType<typeof getResponse.stream>>;

/** Sends the conversation and yields the reply as it arrives; returns the message to store. */
export async function* oneReply(
  input: Input,
  { call, labels }: Invocation,
): AsyncGenerator<AskEvent, { step: Step; message: Message }> {
  const context = { call: { ...call, fullResponse: false }, labels };
  const stream = (await getResponse.definition.invokeStream!(input, context)) as Reply;
  const splitter = new ReasoningSplitter();
  let [text, reasoning] = ['', ''];
  const take = (piece: { text: string; reasoning: string }): AskEvent[] => {
    text += piece.text;
    reasoning += piece.reasoning;
    return [
      ...(piece.reasoning ? [{ type: 'reasoning' as const, text: piece.reasoning }] : []),
      ...(piece.text ? [{ type: 'text' as const, text: piece.text }] : []),
    ];
  };
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta;
    if (delta) yield* take(splitter.add(delta));
  }
  yield* take(splitter.end());
  return kept(stream.result(), text, reasoning);
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
  const message: Message = {
    role: 'assistant',
    content: text,
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
        id,
        type: 'function',
        function: { name, arguments: args },
      })),
    }),
  };
  return { step, message };
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
