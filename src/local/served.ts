import type { Context } from 'hono';
import { randomHex } from '../core/util/random.js';
import type { ChatPiece, Model } from './engines/engine.js';

/** What an endpoint reports to the request log, in addition to what every request has. */
export interface Served {
  /** The model that answered: one the server has, not just any name from the request. */
  model?: string | undefined;
  /** Prompt and completion tokens together. */
  tokens?: number | undefined;
}

/** What the HTTP server passes to the application with each request. */
export interface ServedBindings {
  served: Served;
}

/** The environment of a request: over HTTP it has a log entry, in-process it does not. */
function servedOf(context: Context): Served | undefined {
  return (context.env as Partial<ServedBindings> | undefined)?.served;
}

/** Adds details to the request log. Does nothing for in-process requests, which have no log. */
export function logged(context: Context, told: Served): void {
  Object.assign(servedOf(context) ?? {}, told);
}

const start = randomHex(8);
let count = 0;

/** A unique request ID. It protects no secret, so it need not be hard to guess. */
export function requestId(): string {
  return `req_${start}${(count++).toString(16).padStart(8, '0')}`;
}

/** Passes on the chunks of a model's reply; reports the token counts to the request log at the end. */
export async function* counted<P extends ChatPiece>(
  context: Context,
  { card }: Model,
  answer: AsyncIterable<P>,
): AsyncGenerator<P> {
  logged(context, { model: card.id });
  for await (const piece of answer) {
    if (piece.type === 'end') {
      const { promptTokens, completionTokens } = piece.usage;
      // The prompt is read once, even for several choices.
      logged(context, { tokens: (servedOf(context)?.tokens ?? promptTokens) + completionTokens });
    }
    yield piece;
  }
}
