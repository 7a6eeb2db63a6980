import { createParser } from 'eventsource-parser';
import type { Exchange } from '../../core/http/message.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { events, type ServerEvent } from '../../core/http/sse.js';

/** The events of a stream with its stray lines, or a complete response instead. */
export type ChatSource =
  | { events: AsyncIterable<readonly ServerEvent[]>; strays: readonly string[] }
  | { whole: unknown };

/** The maximum number of stray characters of a stream to keep. */
const MOST_STRAYS = 1000;

/**
 * Recognizes a chat server's response by its content, not by its content type: some servers label a
 * stream as JSON, some stream unasked, some do not stream when asked.
 */
export async function readChat(exchange: Exchange): Promise<ChatSource> {
  if (!/json|html/i.test(exchange.answer.headers['content-type'] ?? '')) {
    const strays: string[] = [];
    const keep = (line: string) => {
      if (strays.length < MOST_STRAYS) strays.push(line);
    };
    return { events: events(exchange, keep), strays };
  }
  const found = await readAccepted(exchange, eventsIn);
  return found instanceof Events ? { events: found, strays: [] } : { whole: found };
}

/** Events that are already complete. */
class Events implements AsyncIterable<readonly ServerEvent[]> {
  readonly list: ServerEvent[] = [];

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly ServerEvent[]> {
    yield this.list;
  }
}

/** The events in a text labeled as JSON; `undefined` if there are none. */
function eventsIn(text: string): Events | undefined {
  if (!/^\s*(data|event|:)/.test(text)) return undefined;
  const found = new Events();
  const parser = createParser({ onEvent: (event) => found.list.push(event) });
  parser.feed(`${text}\n\n`);
  return found.list.length > 0 ? found : undefined;
}
