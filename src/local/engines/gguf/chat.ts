import type { ChatPiece, ChatTask } from '../engine.js';
import { historyOf } from './history.js';
import type { Lease, ModelHost } from './host.js';
import type { ChatItem, Functions, Generation, LlamaChat } from './llama.js';
import { pieces } from './pieces.js';
import { finishOf, generation, roomFor } from './sampling.js';
import { instructed, type Plan, planOf, toolCall } from './tools.js';

/** Replies to a conversation with the model's own chat template. */
export function chat(host: ModelHost, task: ChatTask): AsyncIterable<ChatPiece> {
  return pieces<ChatPiece>(async (push, signal) => {
    // Refuse what is not supported before waiting for the model.
    const plan = planOf(task);
    const history = historyOf(task.messages);
    const items = plan.kind === 'call' ? instructed(history, plan.instructions) : history;
    await host.use(signal, (lease) => answer(lease, task, plan, items, { push, signal }));
  }, task.signal);
}

interface Output {
  push: (piece: ChatPiece) => void;
  signal: AbortSignal;
}

async function answer(
  lease: Lease,
  task: ChatTask,
  plan: Plan,
  history: ChatItem[],
  { push, signal }: Output,
): Promise<void> {
  const { library, llama, model, wrapper, context } = lease;
  const functions = plan.kind === 'text' ? plan.functions : undefined;
  const prompt = wrapper.generateContextState({
    chatHistory: history,
    ...(functions && { availableFunctions: functions, documentFunctionParams: true }),
  });
  const tokens = prompt.contextText.tokenize(model.tokenizer, 'trimLeadingSpace');
  const room = roomFor(tokens.length, context.contextSize);
  const grammar =
    plan.kind === 'text' ? undefined : await llama.createGrammarForJsonSchema(plan.grammar);
  const contextSequence = lease.sequence(tokens);
  const before = contextSequence.tokenMeter.usedOutputTokens;
  const writer = new library.LlamaChat({ contextSequence, chatWrapper: wrapper });
  try {
    const onTextChunk = (text: string) => {
      if (text !== '' && plan.kind !== 'call') push({ type: 'text', text });
    };
    const settings = generation(task, { room, grammar, onTextChunk, signal });
    const written = await write(writer, history, settings, functions, task);
    const promptTokens = tokens.length;
    const usage = {
      promptTokens,
      completionTokens: contextSequence.tokenMeter.usedOutputTokens - before,
    };
    const { stopReason } = written.metadata;
    if (plan.kind === 'call' && stopReason !== 'maxTokens') {
      push({ type: 'end', finish: pushCall(written.response, push), usage });
      return;
    }
    for (const { functionName, params } of written.functionCalls ?? []) {
      push({ type: 'tool_call', call: toolCall(functionName, params) });
    }
    push({ type: 'end', finish: finishOf(stopReason), usage });
  } finally {
    writer.dispose();
  }
}

function write(
  writer: LlamaChat,
  history: ChatItem[],
  settings: Generation,
  functions: Functions | undefined,
  { parallelToolCalls }: ChatTask,
) {
  return writer.generateResponse(history, {
    ...settings,
    ...(functions && {
      functions,
      documentFunctionParams: true,
      ...(!parallelToolCalls && { maxParallelFunctionCalls: 1 }),
    }),
    // Otherwise the library would drop the start of a conversation that only just fits.
    contextShift: { size: 1 },
  });
}

/** The JSON that the grammar produced: a tool call or a reply. */
function pushCall(json: string, push: Output['push']): 'tool_calls' | 'stop' {
  const written = JSON.parse(json);
  if ('answer' in written) {
    push({ type: 'text', text: JSON.stringify(written.answer) });
    return 'stop';
  }
  push({ type: 'tool_call', call: toolCall(written.tool, written.arguments) });
  return 'tool_calls';
}
