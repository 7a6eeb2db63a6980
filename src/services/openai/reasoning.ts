import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type ReplyPiece, ThinkTags } from './think-tags.js';

/**
 * Separates a model's reasoning from its reply, delta by delta. Servers send reasoning as
 * `reasoning_content`, as `reasoning`, as parts of the content, or between `<think>` tags.
 */
export class ReasoningSplitter {
  readonly #tags = new ThinkTags();
  /** True once the server has sent reasoning separately: then a tag in the content is just text. */
  #apart = false;

  /** With `thinking`, the model's template has already opened the tag in the prompt. */
  constructor({ thinking = false }: { thinking?: boolean } = {}) {
    if (thinking) this.#tags.begun();
  }

  /** A delta of a chunk, or a complete message. */
  add(delta: JsonRecord): ReplyPiece {
    const { content } = delta;
    const thought = thoughtOf(delta);
    if (thought) this.#apart = true;
    const said = typeof content === 'string' ? this.#read(content) : this.#parts(content);
    return thought ? { ...said, reasoning: thought + said.reasoning } : said;
  }

  /** True if the content is plain text: then `add` is not needed. */
  passes(content: unknown): boolean {
    return typeof content === 'string' && !this.#apart && this.#tags.passes(content);
  }

  /** The text held back because it might have been the start of a tag. */
  end(): ReplyPiece {
    return this.#tags.end();
  }

  #read(content: string): ReplyPiece {
    if (!this.#apart) return this.#tags.read(content);
    return { text: this.#tags.end().text + content, reasoning: '' };
  }

  /** Content in parts, as Mistral's models send. */
  #parts(content: unknown): ReplyPiece {
    const whole = { text: '', reasoning: '' };
    for (const part of Array.isArray(content) ? content : []) {
      if (!isRecord(part)) continue;
      const thought = thoughtOf(part);
      const piece = typeof part.text === 'string' && !thought ? this.#read(part.text) : undefined;
      whole.text += piece?.text ?? '';
      whole.reasoning += piece?.reasoning ?? thought;
    }
    return whole;
  }
}

/** The fields with reasoning; some servers send two of them with the same text. */
const THOUGHTS = ['reasoning_content', 'reasoning', 'thinking'];

function thoughtOf(holder: JsonRecord): string {
  for (const key of THOUGHTS) {
    const value = holder[key];
    if (typeof value === 'string' && value) return value;
    if (Array.isArray(value))
      return value.map((part) => (isRecord(part) ? part.text : '')).join('');
  }
  return '';
}

function splitMessage(message: unknown): ReplyPiece {
  if (!isRecord(message)) return { text: '', reasoning: '' };
  const splitter = new ReasoningSplitter();
  const { text, reasoning } = splitter.add(message);
  const rest = splitter.end();
  return { text: text + rest.text, reasoning: reasoning + rest.reasoning };
}

/** The reasoning before a message; `undefined` if there is none. */
export function reasoningOf(message: unknown): string | undefined {
  return splitMessage(message).reasoning.trim() || undefined;
}

/** The text of a message without reasoning; `undefined` if it has none. */
export function textOf(message: unknown): string | undefined {
  if (!isRecord(message)) return undefined;
  const { text, reasoning } = splitMessage(message);
  const { content } = message;
  const hasText =
    typeof content === 'string' || (Array.isArray(content) && content.some(isTextPart));
  return text || (hasText && !reasoning) ? text : undefined;
}

function isTextPart(part: unknown): boolean {
  return isRecord(part) && typeof part.text === 'string';
}

/** Token counts, whatever the server calls them. */
export interface Usage {
  /** Prompt tokens, including cached ones. */
  input: number;
  /** Completion tokens, including reasoning tokens. */
  output: number;
  total: number;
  /** Cached prompt tokens, if the server reports them. */
  cached?: number;
  /** Reasoning tokens, if the server reports them. */
  reasoning?: number;
}

/** The token counts of a response; `undefined` if its server does not count them. */
export function usageOf(answer: unknown): Usage | undefined {
  if (!isRecord(answer)) return undefined;
  const [choice] = Array.isArray(answer.choices) ? answer.choices : [];
  const groq = isRecord(answer.x_groq) ? answer.x_groq.usage : undefined;
  const moonshot = isRecord(choice) ? choice.usage : undefined;
  for (const counts of [answer.usage, groq, moonshot]) {
    const usage = isRecord(counts) ? fromCounts(counts) : undefined;
    if (usage) return usage;
  }
  return isRecord(answer.timings) ? fromTimings(answer.timings) : undefined;
}

function fromCounts(counts: JsonRecord): Usage | undefined {
  const [hit, miss] = [counts.prompt_cache_hit_tokens, counts.prompt_cache_miss_tokens];
  const asked = first(counts.prompt_tokens, counts.input_tokens, sum(hit, miss));
  const answered = first(counts.completion_tokens, counts.output_tokens);
  const all = first(counts.total_tokens);
  if (!asked && !answered && !all) return undefined;
  const input = asked ?? Math.max(0, (all ?? 0) - (answered ?? 0));
  const reasoning = first(
    detail(counts, 'completion_tokens_details', 'reasoning_tokens'),
    detail(counts, 'output_tokens_details', 'reasoning_tokens'),
    counts.reasoning_tokens,
  );
  const cached = first(
    detail(counts, 'prompt_tokens_details', 'cached_tokens'),
    detail(counts, 'input_tokens_details', 'cached_tokens'),
    hit,
    counts.cached_tokens,
  );
  const said = answered ?? Math.max(0, (all ?? input) - input);
  // xAI counts reasoning tokens separately, and both in the total.
  const beside = reasoning !== undefined && all !== undefined && input + said + reasoning === all;
  const output = beside ? said + reasoning : said;
  return { input, output, total: all ?? input + output, ...known({ cached, reasoning }) };
}

/** llama.cpp's own timings, which it sends when usage was not requested. */
function fromTimings({ prompt_n, cache_n, predicted_n }: JsonRecord): Usage | undefined {
  const [fresh, cached, output] = [first(prompt_n), first(cache_n), first(predicted_n)];
  if (fresh === undefined || output === undefined) return undefined;
  const input = fresh + (cached ?? 0);
  return { input, output, total: input + output, ...known({ cached }) };
}

/** Adds the counts of two responses. */
export function addUsage(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  if (!a || !b) return a ?? b;
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    total: a.total + b.total,
    ...known({ cached: sum(a.cached, b.cached), reasoning: sum(a.reasoning, b.reasoning) }),
  };
}

function detail(counts: JsonRecord, key: string, name: string): unknown {
  const details = counts[key];
  return isRecord(details) ? details[name] : undefined;
}

function first(...counts: readonly unknown[]): number | undefined {
  return counts.find((count) => typeof count === 'number' && count >= 0) as number | undefined;
}

/** `undefined` if neither is known. */
function sum(a: unknown, b: unknown): number | undefined {
  const [one, other] = [first(a), first(b)];
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}

function known(counts: { cached?: number | undefined; reasoning?: number | undefined }) {
  return Object.fromEntries(
    Object.entries(counts).filter(([, count]) => count !== undefined),
  ) as Pick<Usage, 'cached' | 'reasoning'>;
}
