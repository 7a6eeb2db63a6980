import { randomBytes } from 'node:crypto';
import { Hono } from 'hono/tiny';
import { type ChatRequest, readChatRequest } from './chat-request.js';
import { jsonBody } from './checks.js';
import { checkModel, GUIDE } from './models.js';
import { countTokens, tokensOf } from './tokens.js';

/** The endpoint of chat completions. */
export const chat = new Hono();

chat.post('/', async (context) => {
  const request = readChatRequest(await jsonBody(context));
  checkModel(request.model, GUIDE, 'chat completions');
  const { answerTo } = await import('./guide.js');
  const reply = cut(await answerTo(request.messages), request);
  if (!request.stream) return context.json(completion(request, reply));
  const encoder = new TextEncoder();
  async function* bytes() {
    for (const chunk of chunks(request, reply)) {
      yield encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`);
    }
    yield encoder.encode('data: [DONE]\n\n');
  }
  return context.body(ReadableStream.from(bytes()), 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
});

/** An answer as far as the request wants it, in tokens. */
interface Reply {
  tokens: readonly string[];
  finish: 'stop' | 'length';
}

function cut(text: string, { stop, mostTokens }: ChatRequest): Reply {
  const ends = stop.map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
  const tokens = tokensOf(text.slice(0, Math.min(text.length, ...ends)));
  if (mostTokens === undefined || tokens.length <= mostTokens) return { tokens, finish: 'stop' };
  return { tokens: tokens.slice(0, mostTokens), finish: 'length' };
}

/** Pictures count for nothing: the model does not look at them. */
function usageOf({ messages, n }: ChatRequest, { tokens }: Reply) {
  const prompt_tokens = messages.reduce((sum, { text }) => sum + countTokens(text), 0);
  const completion_tokens = tokens.length * n;
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function heading(object: string) {
  const id = `chatcmpl-${randomBytes(12).toString('hex')}`;
  return { id, object, created: Math.floor(Date.now() / 1000), model: GUIDE };
}

/** The same question has one answer: `n` of them are equal. */
function completion(request: ChatRequest, reply: Reply) {
  const content = reply.tokens.join('');
  return {
    ...heading('chat.completion'),
    choices: Array.from({ length: request.n }, (_, index) => ({
      index,
      message: { role: 'assistant', content, refusal: null },
      logprobs: null,
      finish_reason: reply.finish,
    })),
    usage: usageOf(request, reply),
  };
}

function* chunks(request: ChatRequest, reply: Reply) {
  const head = heading('chat.completion.chunk');
  const usage = request.includeUsage ? { usage: null } : {};
  const chunk = (index: number, delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index, delta, logprobs: null, finish_reason }],
    ...usage,
  });
  for (let index = 0; index < request.n; index++) {
    yield chunk(index, { role: 'assistant', content: '', refusal: null });
    for (const content of reply.tokens) yield chunk(index, { content });
    yield chunk(index, {}, reply.finish);
  }
  if (request.includeUsage) yield { ...head, choices: [], usage: usageOf(request, reply) };
}
