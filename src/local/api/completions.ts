import { Hono } from 'hono/tiny';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { CompletionTask, End, TextPiece } from '../engines/engine.js';
import { badRequest, shownError } from '../errors.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import { counted } from '../served.js';
import { noEnd } from './chat.js';
import { shownUsage } from './chat-object.js';
import { readIncludeUsage } from './chat-request.js';
import {
  field,
  flag,
  jsonBody,
  newId,
  refuseUnknown,
  requiredText,
  wholeNumber,
} from './checks.js';
import { readSampling, refuseWhatCannotBe } from './sampling.js';
import { begun, dataEvent, eventStream, Work } from './work.js';

const KNOWN = new Set(
  `model prompt stream stream_options n stop seed temperature top_p max_tokens echo user
  best_of suffix logprobs logit_bias frequency_penalty presence_penalty`.split(/\s+/),
);
const MOST_PROMPTS = 128;
/** As the protocol has it where nothing is said. */
const USUAL_TOKENS = 16;

interface CompletionRequest {
  model: string;
  /** One for each answer, in their order: each prompt `n` times. */
  tasks: readonly Omit<CompletionTask, 'signal'>[];
  n: number;
  /** Whether the prompt stands before what goes on with it. */
  echo: boolean;
  stream: boolean;
  includeUsage: boolean;
}

/** The endpoint that goes on with a plain text. */
export function completions(local: Local): Hono {
  const routes = new Hono();
  routes.post('/', async (context) => {
    const request = readRequest(await jsonBody(context));
    const model = await local.models.findFor(request.model, 'complete');
    const work = new Work(context.req.raw.signal);
    const { signal } = work;
    const answers = request.tasks.map((task) =>
      counted(context, model, model.complete({ ...task, signal })),
    );
    if (request.stream) {
      const failed = (error: Parameters<typeof shownError>[0]) =>
        dataEvent({ error: shownError(error) });
      return eventStream(context, work, { texts: events(request, answers), failed });
    }
    try {
      return context.json(completion(request, await Promise.all(answers.map(gather))));
    } finally {
      work.stop();
    }
  });
  return routes;
}

function readRequest(body: JsonRecord): CompletionRequest {
  refuseUnknown(body, KNOWN);
  refuseWhatCannotBe(body);
  const model = requiredText(body, 'model');
  const n = wholeNumber(body, 'n', { least: 1, most: 128 }) ?? 1;
  const stream = flag(body, 'stream');
  const sampling = readSampling(body);
  const most = Number.POSITIVE_INFINITY;
  const mostTokens = wholeNumber(body, 'max_tokens', { least: 1, most }) ?? USUAL_TOKENS;
  const tasks = readPrompts(field(body, 'prompt')).flatMap((prompt) =>
    Array.from({ length: n }, (_, index) => {
      const seed = sampling.seed === undefined ? undefined : sampling.seed + index;
      return { prompt, ...sampling, mostTokens, seed };
    }),
  );
  const includeUsage = readIncludeUsage(body, stream);
  return { model, tasks, n, echo: flag(body, 'echo'), stream, includeUsage };
}

function readPrompts(prompt: unknown): readonly string[] {
  const prompts: readonly unknown[] = Array.isArray(prompt) ? prompt : [prompt];
  if (prompt === undefined) throw badRequest("'prompt' is missing.", 'prompt');
  if (prompts.length === 0 || prompts.length > MOST_PROMPTS) {
    throw badRequest(`'prompt' takes from 1 to ${MOST_PROMPTS} texts.`, 'prompt');
  }
  if (prompts.every((text) => typeof text === 'string')) return prompts;
  const message = "'prompt' must be a text or a list of texts: the models' tokens differ.";
  throw badRequest(message, 'prompt');
}

function heading({ model }: CompletionRequest) {
  return { id: newId('cmpl-'), object: 'text_completion', created: seconds(), model };
}

interface Gathered {
  text: string;
  end: End;
}

async function gather(answer: AsyncIterable<TextPiece>): Promise<Gathered> {
  let text = '';
  for await (const piece of answer) {
    if (piece.type === 'end') return { text, end: piece };
    text += piece.text;
  }
  throw noEnd();
}

function completion(request: CompletionRequest, whole: readonly Gathered[]) {
  return {
    ...heading(request),
    choices: whole.map(({ text, end }, index) => ({
      index,
      text: `${request.echo ? request.tasks[index]!.prompt : ''}${text}`,
      logprobs: null,
      finish_reason: end.finish,
    })),
    usage: usageOf(request, whole),
  };
}

/** Each prompt is read once, however often it is gone on with. */
function usageOf({ n }: CompletionRequest, whole: readonly Pick<Gathered, 'end'>[]) {
  const usages = whole.map(({ end }) => end.usage);
  const prompts = usages.filter((_, index) => index % n === 0);
  const promptTokens = prompts.reduce((sum, usage) => sum + usage.promptTokens, 0);
  return shownUsage(usages.map((usage) => ({ ...usage, promptTokens })));
}

async function* events(
  request: CompletionRequest,
  answers: readonly AsyncIterable<TextPiece>[],
): AsyncGenerator<string> {
  const head = heading(request);
  const chunk = (index: number, text: string, finish_reason: string | null = null) =>
    dataEvent({
      ...head,
      choices: [{ index, text, logprobs: null, finish_reason }],
      ...(request.includeUsage && { usage: null }),
    });
  const ends: { end: End }[] = [];
  for (const [index, answer] of answers.entries()) {
    const pieces = await begun(answer);
    if (request.echo) yield chunk(index, request.tasks[index]!.prompt);
    for await (const piece of pieces) {
      if (piece.type === 'text') yield chunk(index, piece.text);
      else {
        ends.push({ end: piece });
        yield chunk(index, '', piece.finish);
      }
    }
    if (ends.length <= index) throw noEnd();
  }
  if (request.includeUsage) {
    yield dataEvent({ ...head, choices: [], usage: usageOf(request, ends) });
  }
  yield dataEvent('[DONE]');
}
