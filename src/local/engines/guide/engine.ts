import { badRequest } from '../../errors.js';
import type { ChatPiece, ChatTask, Engine, Finish, Model } from '../engine.js';
import { ownCard } from '../own-card.js';
import { countAllTokens, countTokens, tokensOf } from '../tokens.js';
import { turns } from '../turns.js';
import type { Reply } from './reply.js';

/** In tokens: a search needs no limit, but programs that are tested against it do. */
const CONTEXT = 128_000;
/** In characters, for text without words: far more than this many tokens of any language have. */
const LONGEST = 32 * CONTEXT;

/** The model that answers questions about OInt by searching, token by token. */
const oint_guide: Model = {
  card: ownCard(
    'oint-guide',
    '2026-11-22',
    "Answers questions about OInt. It is extractive and not a neural network: a full-text search over OInt's own method documentation that returns what it finds word for word. It picks a tool by the words that the question shares with the tool's name and description, and fills in arguments and JSON Schema replies only with values from the text or the documentation; it asks for what it does not find, or refuses. It knows nothing else, sees no images, and always answers a question the same way, whatever the temperature; a seed selects among tools that match equally well. For chat only. Its context is 128000 tokens, which are words and symbols.",
  ),
  async *chat(task: ChatTask): AsyncGenerator<ChatPiece> {
    const promptTokens = await tokensIn(task);
    const { replyTo } = await import('./reply.js');
    const { pieces, completionTokens, finish } = cut(await replyTo(task), task);
    for (const piece of pieces) {
      if (task.signal?.aborted) return;
      yield piece;
    }
    yield { type: 'end', finish, usage: { promptTokens, completionTokens } };
  },
};

async function tokensIn({ messages, signal }: ChatTask): Promise<number> {
  const tokens = await countAllTokens(
    messages.map(({ text }) => text),
    turns(signal),
  );
  const characters = messages.reduce((sum, { text }) => sum + text.length, 0);
  if (tokens <= CONTEXT && characters <= LONGEST) return tokens;
  const message =
    tokens > CONTEXT
      ? `The messages have ${tokens} tokens; the model accepts ${CONTEXT}. Shorten them.`
      : `The messages have ${characters} characters; the model accepts ${LONGEST}. Shorten them.`;
  throw badRequest(message, 'messages', 'context_length_exceeded');
}

interface Cut {
  pieces: readonly ChatPiece[];
  completionTokens: number;
  finish: Finish;
}

/** Cuts a reply to what the request allows. */
function cut(reply: Reply, task: ChatTask): Cut {
  if (!('calls' in reply)) return cutText(reply, task);
  const { calls } = reply;
  const completionTokens = calls.reduce(
    (sum, call) => sum + countTokens(call.name) + countTokens(call.arguments),
    0,
  );
  // Half a call is useless.
  if (completionTokens > (task.mostTokens ?? completionTokens)) {
    return { pieces: [], completionTokens: 0, finish: 'length' };
  }
  const pieces = calls.map((call) => ({ type: 'tool_call' as const, call }));
  return { pieces, completionTokens, finish: 'tool_calls' };
}

function cutText(reply: Exclude<Reply, { calls: unknown }>, task: ChatTask): Cut {
  const { stop, mostTokens, whole } = task;
  const [type, text] =
    'text' in reply ? (['text', reply.text] as const) : (['refusal', reply.refusal] as const);
  if (whole && stop.length === 0 && mostTokens === undefined) {
    return { pieces: [{ type, text }], completionTokens: countTokens(text), finish: 'stop' };
  }
  const ends = stop.map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
  const all = tokensOf(text.slice(0, Math.min(text.length, ...ends)));
  const tokens = all.slice(0, mostTokens ?? all.length);
  return {
    pieces: tokens.map((token) => ({ type, text: token })),
    completionTokens: tokens.length,
    finish: tokens.length < all.length ? 'length' : 'stop',
  };
}

/** Answers questions about OInt from its documentation. */
export class GuideEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [oint_guide];
  }
}
