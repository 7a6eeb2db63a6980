import { Hono } from 'hono/tiny';
import type { ChatPiece } from '../engines/engine.js';
import { tokensOf } from '../engines/tokens.js';
import { shownError } from '../errors.js';
import type { Local } from '../local.js';
import { counted } from '../served.js';
import { type Completion, completion, type Gathered, heading, shownCall } from './chat-object.js';
import { type ChatRequest, readChatRequest, taskOf } from './chat-request.js';
import { jsonBody } from './checks.js';
import { keepCompletion, storedChats } from './stored-chats.js';
import { begun, dataEvent, eventStream, Work } from './work.js';

/** The endpoints for chat completions. */
export function chat(local: Local): Hono {
  const routes = new Hono();
  routes.post('/', async (context) => {
    const body = await jsonBody(context);
    const request = await readChatRequest(body, local);
    const model = await local.models.findFor(request.model, 'chat');
    const work = new Work(context.req.raw.signal);
    const answers = Array.from({ length: request.n }, (_, index) =>
      counted(context, model, model.chat(taskOf(request, index, work.signal))),
    );
    const keep = (completion: Completion) =>
      request.store ? keepCompletion(completion, body, local) : undefined;
    if (request.stream) {
      const texts = events(request, answers, keep);
      const failed = (error: Parameters<typeof shownError>[0]) =>
        dataEvent({ error: shownError(error) });
      return eventStream(context, work, { texts, failed });
    }
    try {
      const whole = completion(request, heading(request), await Promise.all(answers.map(gather)));
      await keep(whole);
      return context.json(whole);
    } catch (error) {
      // If one of several choices fails, the others are stopped.
      work.stop(error);
      throw error;
    }
  });
  routes.route('/', storedChats(local));
  return routes;
}

type Answer = AsyncIterable<ChatPiece>;

function addTo(gathered: Gathered, piece: ChatPiece): void {
  if (piece.type === 'text') gathered.text += piece.text;
  else if (piece.type === 'refusal') gathered.refusal += piece.text;
  else if (piece.type === 'tool_call') gathered.calls.push(piece.call);
  else gathered.end = piece;
}

function nothingYet(): Gathered {
  const usage = { promptTokens: 0, completionTokens: 0 };
  return { text: '', refusal: '', calls: [], end: { type: 'end', finish: 'stop', usage } };
}

async function gather(answer: Answer): Promise<Gathered> {
  const gathered = nothingYet();
  for await (const piece of answer) {
    addTo(gathered, piece);
    if (piece.type === 'end') return gathered;
  }
  throw noEnd();
}

export function noEnd(): Error {
  return new Error('the model stopped in the middle of its reply');
}

/** The stream, which ends only after the completion is stored, if requested. */
async function* events(
  request: ChatRequest,
  answers: readonly Answer[],
  keep: (completion: Completion) => Promise<void> | undefined,
): AsyncGenerator<string> {
  const head = heading(request);
  const chunkOf = chunks(request, head);
  const whole: Gathered[] = [];
  for (const [index, answer] of answers.entries()) {
    const pieces = await begun(answer);
    const gathered = nothingYet();
    yield chunkOf(index, { role: 'assistant', content: '', refusal: null });
    let ended = false;
    for await (const piece of pieces) {
      for (const delta of deltasOf(piece, gathered.calls.length)) yield chunkOf(index, delta);
      addTo(gathered, piece);
      ended ||= piece.type === 'end';
    }
    if (!ended) throw noEnd();
    whole.push(gathered);
    yield chunkOf(index, {}, gathered.end.finish);
  }
  const all = completion(request, head, whole);
  await keep(all);
  if (request.includeUsage) {
    const { usage } = all;
    yield dataEvent({ ...head, object: 'chat.completion.chunk', choices: [], usage });
  }
  yield dataEvent('[DONE]');
}

function chunks({ includeUsage }: ChatRequest, head: ReturnType<typeof heading>) {
  return (index: number, delta: object, finish_reason: string | null = null) =>
    dataEvent({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index, delta, logprobs: null, finish_reason }],
      ...(includeUsage && { usage: null }),
    });
}

/** A tool call is sent as its name, followed by its arguments in chunks. */
function deltasOf(piece: ChatPiece, index: number): object[] {
  if (piece.type === 'text') return [{ content: piece.text }];
  if (piece.type === 'refusal') return [{ refusal: piece.text }];
  if (piece.type === 'end') return [];
  const { function: called, ...call } = shownCall(piece.call);
  const begin = { index, ...call, function: { ...called, arguments: '' } };
  const further = tokensOf(called.arguments).map((text) => ({
    index,
    function: { arguments: text },
  }));
  return [begin, ...further].map((call) => ({ tool_calls: [call] }));
}
