import type { JsonSchema } from '../../../core/definition/param.js';
import type { JsonRecord } from '../../../core/util/is-record.js';
import { isRecord } from '../../../core/util/is-record.js';
import { compileSchema } from '../../json-schema.js';
import { withoutAttached } from '../attached-text.js';
import type { ChatMessage, ChatTask, ToolCall } from '../engine.js';
import { Filler, type Sources, tooManyFields } from './fill.js';
import { theGuide } from './guide.js';
import { answerRecord, textRecord, toolRecords } from './records.js';
import { planCalls } from './tool-calls.js';

/**
 * What the guide replies to a conversation: text, tool calls, or the reason why it cannot reply in
 * the required form.
 */
export type Reply = { text: string } | { calls: readonly ToolCall[] } | { refusal: string };

/** A tool's output, and the call it belongs to. */
interface Outcome {
  call: ToolCall | undefined;
  output: string;
}

export async function replyTo(task: ChatTask): Promise<Reply> {
  const { messages, format, toolChoice } = task;
  const outcomes = outcomesOf(messages);
  const question = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  // With the tools' outputs there, the model replies, unless it must call a tool again.
  const mayCall = outcomes.length === 0 || toolChoice === 'required' || isRecord(toolChoice);
  const plan = mayCall ? await planCalls(task, withoutAttached(question)) : undefined;
  if (plan && 'calls' in plan) return plan;
  if (format.type === 'json') {
    return plan ? { refusal: plan.lacks } : inJson(task, question, outcomes);
  }
  if (plan) return { text: plan.lacks };
  if (outcomes.length > 0) return { text: inWords(outcomes) };
  return { text: (await theGuide()).answer(messages) };
}

/** The tool outputs since the user's last message. */
function outcomesOf(messages: readonly ChatMessage[]): Outcome[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const since = messages.slice(last + 1);
  const calls = since.flatMap(({ toolCalls }) => toolCalls);
  return since
    .filter(({ role }) => role === 'tool')
    .map(({ text, toolCallId }) => ({
      output: text,
      call: calls.find(({ id }) => id === toolCallId),
    }));
}

/** A single tool output as it is; several with what each one is for. */
function inWords(outcomes: readonly Outcome[]): string {
  const [only, ...others] = outcomes;
  if (only && others.length === 0) return only.output;
  return outcomes.map(({ call, output }) => `${titleOf(call)}: ${output}`).join('\n');
}

/** The argument values of a call, which tell the outputs apart. */
function titleOf(call: ToolCall | undefined): string {
  if (!call) return 'tool';
  try {
    const values = Object.values(JSON.parse(call.arguments) as JsonRecord).filter(
      (value) => typeof value !== 'object',
    );
    return values.length > 0 ? values.join(', ') : call.name;
  } catch {
    return call.name;
  }
}

async function inJson(
  task: ChatTask,
  question: string,
  outcomes: readonly Outcome[],
): Promise<Reply> {
  const guide = await theGuide();
  const { messages, format } = task;
  const schema = format.type === 'json' ? format.schema : undefined;
  const words = outcomes.length > 0 ? inWords(outcomes) : guide.answer(messages);
  if (!schema) return { text: JSON.stringify({ answer: words }) };
  const known = outcomes.flatMap(({ call, output }) => toolRecords(call?.name ?? 'tool', output));
  const records = [
    ...known,
    ...(outcomes.length > 0 ? [] : [guide.record(messages)]),
    answerRecord(words),
  ];
  const results = outcomes.length > 0 ? `\n${inWords(outcomes)}` : '';
  const text = `${question}${results}`;
  return filled(schema, { text, records, fallback: textRecord(words), signal: task.signal });
}

async function filled(schema: JsonSchema, sources: Sources): Promise<Reply> {
  const filler = new Filler(schema, sources);
  const found = await filler.fill();
  if (filler.hasGivenUp) throw tooManyFields('response_format');
  if ('missing' in found) {
    const names = [...new Set(found.missing)].map((name) => `"${name}"`).join(', ');
    return {
      refusal: `I cannot fill in this form: neither the conversation nor OInt's documentation contains ${names}. I only search documentation and make nothing up.`,
    };
  }
  const problem = await (await compileSchema(schema, 'response_format', sources.signal))(
    found.value,
  );
  if (problem === undefined) return { text: JSON.stringify(found.value) };
  return {
    refusal: `I cannot fill in this form from the conversation and OInt's documentation: ${problem}. I only search documentation and make nothing up.`,
  };
}
