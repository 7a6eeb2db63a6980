import type { Context } from 'hono';
import { randomHex } from '../core/util/random.js';
import type { ChatPiece, Model } from './engines/engine.js';

/** What an answer tells the request log, beside what every request has. */
export interface Served {
  /** The model that answered: one this server has, not just a name that was asked for. */
  model?: string | undefined;
  /** Tokens of the question and of the answer together. */
  tokens?: number | undefined;
}

/** What the server over HTTP hands to the application with each request. */
export interface ServedBindings {
  served: Served;
}

/** A request over HTTP has what its log is told; one from inside the process has nothing of it. */
function servedOf(context: Context): Served | undefined {
  return (context.env as Partial<ServedBindings> | undefined)?.served;
}

/** Tells the request log something. Inside the process there is no log, and nothing happens. */
export function logged(context: Context, told: Served): void {
  Object.assign(servedOf(context) ?? {}, told);
}

const start = randomHex(8);
let count = 0;

/** A name for a request that no other has: it keeps no secret, so it need not be hard to guess. */
export function requestId(): string {
  return `req_${start}${(count++).toString(16).padStart(8, '0')}`;
}

/** The pieces of a model's answer as they come; its tokens are told to the request log at the end. */
export async function* counted<P extends ChatPiece>(
  context: Context,
  { card }: Model,
  answer: AsyncIterable<P>,
): AsyncGenerator<P> {
  logged(context, { model: card.id });
  for await (const piece of answer) {
    if (piece.type === 'end') {
      const { promptTokens, completionTokens } = piece.usage;
      // Of several answers to one question: it is read once.
      logged(context, { tokens: (servedOf(context)?.tokens ?? promptTokens) + completionTokens });
    }
    yield piece;
  }
}
