import { isRecord, type JsonRecord } from '../core/util/is-record.js';

/** The SDK only serves clients that accept both; what it sends is converted for the others. */
export const BOTH = 'application/json, text/event-stream';

export type Accepted = 'events' | 'json' | 'both';

/** What a client accepts as the response to a message; undefined if it is neither. */
export function acceptedBy(header: string | undefined): Accepted | undefined {
  const ranges = (header?.trim() || '*/*')
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .filter(([, ...params]) => !params.some((param) => /^q=0(?:\.0*)?$/.test(param)))
    .map(([type]) => type);
  const events = ranges.includes('text/event-stream') || ranges.includes('text/*');
  const json = ['application/json', 'application/*', '*/*'].some((type) => ranges.includes(type));
  if (events) return json ? 'both' : 'events';
  return json ? 'json' : undefined;
}

/** Converts a response of the SDK for a client that accepts only one of its formats. */
export async function asAccepted(
  response: Response,
  accepted: Accepted,
  /** Called with the ID of each request to the client, which it cannot receive in JSON. */
  refuse: (id: string | number) => void,
): Promise<Response> {
  const type = response.headers.get('content-type') ?? '';
  if (accepted === 'json' && type.startsWith('text/event-stream')) {
    return withoutEvents(response, refuse);
  }
  if (accepted === 'events' && response.status === 200 && type.startsWith('application/json')) {
    const headers = withType(response, 'text/event-stream');
    return new Response(`event: message\ndata: ${await response.text()}\n\n`, { headers });
  }
  return response;
}

function withType(response: Response, type: string): Headers {
  const headers = new Headers(response.headers);
  headers.set('content-type', type);
  headers.delete('content-length');
  headers.delete('connection');
  return headers;
}

/** Waits for the responses among the events. */
async function withoutEvents(
  response: Response,
  refuse: (id: string | number) => void,
): Promise<Response> {
  const headers = withType(response, 'application/json');
  const found: string[] = [];
  let rest = '';
  const text = response.body!.pipeThrough(new TextDecoderStream() as never);
  for await (const chunk of text as unknown as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue;
      const json = line.slice('data: '.length);
      const message = JSON.parse(json) as JsonRecord;
      if (!isRecord(message) || message.id === undefined) continue;
      if (message.method === undefined) found.push(json);
      else refuse(message.id as string | number);
    }
  }
  // A request that was cancelled has no response.
  if (found.length === 0) return new Response(null, { status: 202 });
  return new Response(found.length === 1 ? found[0] : `[${found.join(',')}]`, { headers });
}
