import { randomBytes } from 'node:crypto';
import { Hono } from 'hono/tiny';
import type { ChatPiece, End, ToolCall, Usage } from '../engines/engine.js';
import type { Local } from '../local.js';
import { counted } from '../served.js';
import { type ChatRequest, readChatRequest, taskOf } from './chat-request.js';
import { jsonBody } from './checks.js';

/** The endpoint of chat completions. */
export function chat(local: Local): Hono {
  const routes = new Hono();
  routes.post('/', async (context) => {
    const request = await readChatRequest(await jsonBody(context), local);
    const model = await local.models.findFor(request.model, 'chat');
    const answers = Array.from({ length: request.n }, (_, index) =>
      counted(context, model, model.chat(taskOf(request, index, context.req.raw.signal))),
    );
    if (!request.stream) return context.json(await completion(request, answers));
    return context.body(ReadableStream.from(events(request, answers)), 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
  });
  return routes;
}

type Answer = AsyncIterable<ChatPiece>;

function heading(object: string, { model }: ChatRequest) {
  const id = `chatcmpl-${randomBytes(12).toString('hex')}`;
  return { id, object, created: Math.floor(Date.now() / 1000), model };
}

async function completion(request: ChatRequest, answers: readonly Answer[]) {
  const whole = await Promise.all(answers.map(gather));
  return {
    ...heading('chat.completion', request),
    choices: whole.map(({ text, calls, end }, index) => ({
      index,
      message: {
        role: 'assistant',
        content: calls.length > 0 && text === '' ? null : text,
        refusal: null,
        ...(calls.length > 0 && { tool_calls: calls.map(shownCall) }),
      },
      logprobs: null,
      finish_reason: end.finish,
    })),
    usage: shownUsage(whole.map(({ end }) => end.usage)),
  };
}

async function gather(answer: Answer): Promise<{ text: string; calls: ToolCall[]; end: End }> {
  let text = '';
  const calls: ToolCall[] = [];
  for await (const piece of answer) {
    if (piece.type === 'text') text += piece.text;
    else if (piece.type === 'tool_call') calls.push(piece.call);
    else return { text, calls, end: piece };
  }
  throw new Error('the model ended without an end');
}

async function* events(request: ChatRequest, answers: readonly Answer[]) {
  const encoder = new TextEncoder();
  for await (const chunk of chunks(request, answers)) {
    yield encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  yield encoder.encode('data: [DONE]\n\n');
}

async function* chunks(request: ChatRequest, answers: readonly Answer[]) {
  const head = heading('chat.completion.chunk', request);
  const usage = request.includeUsage ? { usage: null } : {};
  const chunk = (index: number, delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index, delta, logprobs: null, finish_reason }],
    ...usage,
  });
  const usages: Usage[] = [];
  for (const [index, answer] of answers.entries()) {
    yield chunk(index, { role: 'assistant', content: '', refusal: null });
    let calls = 0;
    for await (const piece of answer) {
      if (piece.type === 'text') yield chunk(index, { content: piece.text });
      else if (piece.type === 'tool_call') {
        yield chunk(index, { tool_calls: [{ index: calls++, ...shownCall(piece.call) }] });
      } else {
        usages.push(piece.usage);
        yield chunk(index, {}, piece.finish);
      }
    }
  }
  if (request.includeUsage) yield { ...head, choices: [], usage: shownUsage(usages) };
}

function shownCall({ id, name, arguments: text }: ToolCall) {
  return { id, type: 'function', function: { name, arguments: text } };
}

/** The question is read once, however many answers there are. */
function shownUsage(usages: readonly Usage[]) {
  const prompt_tokens = usages[0]?.promptTokens ?? 0;
  const completion_tokens = usages.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
