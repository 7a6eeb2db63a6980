import { Call } from '../core/definition/call.js';
import type { CallOptions } from '../core/definition/call-options.js';
import { libraryLabels } from '../core/definition/labels.js';
import type { Face } from '../core/definition/method.js';
import { AbortedError, InputError, ResponseError } from '../core/errors/errors.js';
import { cut } from '../core/util/cut.js';
import { isTooDeepJson, TOO_DEEP } from '../core/util/depth.js';
import type { JsonRecord } from '../core/util/is-record.js';
import { jsonIn } from '../core/util/json-in.js';
import { addUsage } from '../services/openai/reasoning.js';
import type { Message, Part } from '../services/openai/types.js';
import { attach } from './attachments.js';
import { oneReply, type Replier } from './reply.js';
import { type Checked, readSchema, type Schema, type SchemaInput } from './schema.js';
import { runTool, type ToolOutcome, type ToolUse, toolsField } from './tools.js';
import type { Answer, AskEvent, Question, Step } from './types.js';

const MAX_STEPS = 10;
const MAX_REPAIRS = 2;
const NO_RESULT = 'Error: interrupted, so there is no result';

/**
 * Asks a model, optionally with files, with tools it may use, and for an answer that matches a schema.
 *
 * @example
 * const { value } = await ask({ url, model, prompt: 'Who was first?', schema: 'name, year int' });
 *
 * @throws {InputError} The question is not valid. Nothing was sent.
 * @throws {ResponseError} The answer does not match the schema, or the model keeps calling tools.
 */
export async function ask<S extends SchemaInput | undefined = undefined>(
  question: Question<S>,
  call?: CallOptions,
): Promise<Answer<S>> {
  const stream = askStream(question, call);
  for await (const _ of stream);
  return stream.answer();
}

/** A face that may have replies made elsewhere. */
interface AskFace extends Face {
  replier?: Replier;
}

/**
 * Like `ask`, event by event as they happen: text, reasoning, tools. `answer()` returns the
 * complete answer once the loop has ended. Leaving the loop cancels the question.
 */
export function askStream<S extends SchemaInput | undefined = undefined>(
  question: Question<S>,
  call: CallOptions = {},
  face: AskFace = {},
): AskStream<S> {
  return new AskStream(question, call, face);
}

export class AskStream<S extends SchemaInput | undefined> implements AsyncIterable<AskEvent> {
  readonly #question: Question<S>;
  readonly #options: CallOptions;
  readonly #face: AskFace;
  readonly #schema: Schema | undefined;
  readonly #steps: Step[] = [];
  #messages: Message[] = [];
  /** The text so far of the reply that is arriving. */
  readonly #arriving = { text: '' };
  #value: unknown;

  constructor(question: Question<S>, options: CallOptions, face: AskFace) {
    this.#question = question;
    this.#options = options;
    this.#face = face;
    this.#schema = question.schema === undefined ? undefined : readSchema(question.schema);
  }

  /** Returns the complete answer once the loop has ended. */
  answer(): Answer<S> {
    const steps = [...this.#steps];
    const last = steps.at(-1);
    return {
      text: last?.text ?? '',
      value: this.#value as Answer<S>['value'],
      reasoning: steps.map(({ reasoning }) => reasoning).join(''),
      messages: [...this.#messages],
      usage: steps.reduce<Step['usage']>((sum, { usage }) => addUsage(sum, usage), undefined),
      steps,
      finishReason: last?.finishReason,
    };
  }

  /**
   * The conversation of a question that did not end: the question, everything that was complete, and
   * the text that had arrived. It can be continued.
   */
  interrupted(): Pick<Answer, 'messages' | 'usage'> & { hasReply: boolean } {
    const { text } = this.#arriving;
    const reply = text.trim() ? [{ role: 'assistant', content: text }] : [];
    const messages = [...this.#messages, ...withoutResult(this.#messages), ...reply];
    const hasReply = reply.length > 0 || this.#steps.length > 0;
    return { messages, usage: this.answer().usage, hasReply };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<AskEvent, void> {
    const { tools = [], maxSteps = MAX_STEPS, maxRepairs = MAX_REPAIRS } = this.#question;
    this.#messages = await this.#conversation();
    for (let repairs = 0; ; ) {
      const step = yield* this.#step();
      if (step.toolCalls.length > 0 && tools.length > 0) {
        if (this.#steps.length >= maxSteps) throw this.#endless(maxSteps);
        yield* this.#runTools(step.toolCalls);
        continue;
      }
      if (step.refusal !== undefined) throw this.#refused(step.refusal);
      const checked = await this.#check(step.text);
      if ('value' in checked) {
        this.#value = checked.value;
        return;
      }
      if (repairs++ >= maxRepairs) throw this.#unfit(checked.problem, repairs, step.text);
      yield { type: 'repair', problem: checked.problem };
      this.#messages.push({ role: 'user', content: repairRequest(checked.problem) });
    }
  }

  /**
   * The messages before the first reply: the conversation so far, the system prompt and the
   * question.
   */
  async #conversation(): Promise<Message[]> {
    const { prompt, system, messages = [], attachments = [], encoding } = this.#question;
    const { labels, sources } = this.#face;
    const call = new Call('ask', 'read', this.#options, { labels });
    const parts = await attach(attachments, call, { sources, encoding });
    const text: Part[] = prompt ? [{ type: 'text', text: prompt }] : [];
    const content = parts.length > 0 ? [...text, ...parts] : prompt;
    const asked: Message[] = content ? [{ role: 'user', content }] : [];
    const all = [...messages, ...asked];
    if (all.length === 0) {
      throw new InputError({ method: 'ask', param: 'prompt', message: 'the prompt is empty' });
    }
    if (!system) return all;
    // The new system prompt replaces the one of an earlier question.
    return [{ role: 'system', content: system }, ...all.filter(({ role }) => role !== 'system')];
  }

  async *#step(): AsyncGenerator<AskEvent, Step> {
    const { url, token, model, headers } = this.#question;
    const input = { url, token, model, messages: this.#messages, options: this.#fields(), headers };
    this.#arriving.text = '';
    const context = { call: this.#options, labels: this.#face.labels };
    const { step, message } = yield* oneReply(input, context, this.#arriving, this.#face.replier);
    this.#messages.push(message);
    this.#arriving.text = '';
    this.#steps.push(step);
    yield { type: 'step', step };
    return step;
  }

  /** The request's other fields: tools and the response format. */
  #fields(): JsonRecord {
    const { tools = [], options } = this.#question;
    const format = this.#schema && {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', schema: this.#schema.json },
      },
    };
    return { ...(tools.length > 0 && { tools: toolsField(tools) }), ...format, ...options };
  }

  async *#runTools(uses: readonly ToolUse[]): AsyncGenerator<AskEvent> {
    for (const call of uses) yield { type: 'tool-call', call };
    const { tools = [], confirm } = this.#question;
    const { signal, timeout, firstByteTimeout } = this.#options;
    const context = { signal, timeout, firstByteTimeout };
    const results: ToolOutcome[] = await Promise.all(
      uses.map((use) => runTool(use, tools, context, confirm)),
    );
    for (const result of results) {
      yield { type: 'tool-result', result };
      this.#messages.push({ role: 'tool', tool_call_id: result.id, content: result.output });
    }
  }

  async #check(text: string): Promise<Checked<unknown>> {
    if (!this.#schema) return { value: undefined };
    // The whole text is checked: finding the JSON in it parses it.
    if (isTooDeepJson(text)) return { problem: `it is ${TOO_DEEP}` };
    let value: unknown;
    try {
      value = JSON.parse(jsonIn(text));
    } catch (error) {
      return { problem: `it is not valid JSON: ${(error as Error).message}` };
    }
    const { signal } = this.#options;
    try {
      return await this.#schema.check(value, signal);
    } catch (error) {
      if (signal?.aborted) throw new AbortedError({ method: 'ask', message: 'interrupted' });
      throw error;
    }
  }

  #endless(steps: number): ResponseError {
    const maxSteps = (this.#face.labels ?? libraryLabels).param('maxSteps', undefined);
    return new ResponseError({
      method: 'ask',
      message: `the model still calls tools after ${steps} steps`,
      hint: `Allow more steps (${maxSteps}), or ask for less at once.`,
    });
  }

  /** Asking again would not help: this is not a mistake in the format. */
  #refused(refusal: string): ResponseError {
    const error = new ResponseError({ method: 'ask', message: `the model refused: ${refusal}` });
    error.partial = this.answer();
    return error;
  }

  #unfit(problem: string, times: number, text: string): ResponseError {
    const error = new ResponseError({
      method: 'ask',
      message: `the answer does not match the schema after ${times} attempts: ${problem}`,
      hint: `The last answer was: ${cut(text, 500)}`,
    });
    error.partial = this.answer();
    return error;
  }
}

function repairRequest(problem: string): string {
  return `That does not match the schema: ${problem}. Answer again, with the JSON only.`;
}

/** Results for the calls that have none: no server accepts calls without. */
function withoutResult(messages: readonly Message[]): Message[] {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const calls = messages[last]?.tool_calls;
  const open = Array.isArray(calls) ? calls.slice(messages.length - last - 1) : [];
  return open.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: NO_RESULT }));
}
