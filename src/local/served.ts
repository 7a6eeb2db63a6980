import type { Context } from 'hono';
import type { ChatPiece, Model } from './engines/engine.js';

/** What an answer tells the request log, beside what every request has. */
export interface Served {
  /** The `x-request-id` of the answer. */
  id?: string;
  /** The model that answered: one this server has, not just a name that was asked for. */
  model?: string;
  /** Tokens of the question and of the answer together. */
  tokens?: number;
}

/** What the server over HTTP hands to the application with each request. */
export interface ServedBindings {
  served: Served;
}

/** Tells the request log something. Inside the process there is no log, and nothing happens. */
export function logged(context: Context, served: Served): void {
  const bindings = context.env as Partial<ServedBindings> | undefined;
  if (bindings?.served) Object.assign(bindings.served, served);
}

/** The pieces of a model's answer as they come; its tokens are told to the request log at the end. */
export async function* counted<P extends ChatPiece>(
  context: Context,
  { card }: Model,
  answer: AsyncIterable<P>,
): AsyncGenerator<P> {
  const bindings = context.env as Partial<ServedBindings> | undefined;
  logged(context, { model: card.id });
  for await (const piece of answer) {
    if (piece.type === 'end') {
      const { promptTokens, completionTokens } = piece.usage;
      // Of several answers to one question: it is read once.
      logged(context, { tokens: (bindings?.served?.tokens ?? promptTokens) + completionTokens });
    }
    yield piece;
  }
}
