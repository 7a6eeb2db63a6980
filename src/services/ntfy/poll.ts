import type { Call } from '../../core/definition/call.js';
import { requestLines } from '../../core/http/lines.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { isMessage, lineOf } from './received.js';
import type { Message } from './types.js';
import { common, endpoint } from './wire.js';

/** Where messages come from. */
export interface Source {
  url: string;
  topic: string;
  token?: string | undefined;
}

/** Gets the messages that the server has. */
export async function poll(
  { query, ...source }: Source & { query: JsonRecord },
  call: Call,
): Promise<Message[]> {
  const found: Message[] = [];
  for await (const batch of await linesFrom(source, { poll: '1', ...query }, call)) {
    for (const value of batch) {
      const line = lineOf(value, call);
      if (isMessage(line)) found.push(line);
    }
  }
  return found;
}

/** The lines of a topic, in batches as they arrive. */
export async function linesFrom(
  { url, topic, token }: Source,
  query: JsonRecord,
  call: Call,
): Promise<AsyncIterable<readonly unknown[]>> {
  const spec = common(token, call);
  const answer = await requestLines(call, 'GET', endpoint(url, topic, 'json'), { ...spec, query });
  if ('lines' in answer) return answer.lines;
  // A proxy may have changed the type of a response with one line.
  const { whole } = answer;
  return (async function* () {
    yield [whole];
  })();
}
