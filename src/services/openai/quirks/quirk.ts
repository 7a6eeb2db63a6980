/** A behavior of a real server, ready to replay: its response, and what a user must get. */
export interface Quirk {
  /** What the server does: `sends no role`. */
  name: string;
  servers: readonly string[];
  /** The source: a public thread, or the server's own code. */
  source: string;
  /** The date of the source: year, month, day. */
  date: string;
  /** The kind of request. By default a streamed response. */
  asks?: 'stream' | 'whole' | 'embeddings';
  messages?: readonly Record<string, unknown>[];
  options?: Record<string, unknown>;
  /** Deadlines, if the behavior is about time. */
  call?: { idleTimeout?: number; firstByteTimeout?: number };
  /** The first one that matches the request is sent. */
  answers: readonly Answer[];
  gets: Gets;
}

export interface Answer {
  /** A part of the JSON of the request for this response; without one it matches all others. */
  to?: string;
  /** A GET of this path, for what the client downloads in between. */
  path?: string;
  status?: number;
  type?: string | undefined;
  /** The body, or its packets. Base64 with `isBase64`. */
  body: string | readonly string[];
  isBase64?: true;
  /** Milliseconds between the packets. */
  pause?: number;
  /** Keep the connection open. */
  stays?: true;
}

/** What a user must get; everything else may be anything. */
export interface Gets {
  text?: string;
  reasoning?: string;
  tools?: readonly { id?: string; name: string; arguments: unknown }[];
  /** `null` if the server does not count. */
  usage?: {
    input: number;
    output: number;
    total: number;
    cached?: number;
    reasoning?: number;
  } | null;
  finish?: string;
  /** The vectors, or their Base64. */
  embeddings?: readonly (readonly number[] | string)[];
  /** The error's class and words in it. */
  error?: {
    is: 'HttpError' | 'ResponseError' | 'TimeoutError';
    says: string;
    /** The message is OInt's own: from another client, any error is fine. */
    own?: true;
  };
  /** The reply's text, parsed as JSON. */
  json?: unknown;
  /** The number of chat requests. */
  requests?: number;
}

/**
 * A stream: each line is the data of an event; a line that starts with another field is kept as it
 * is.
 */
export function sse(lines: string): string {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .map((line) => (/^[[{]/.test(line) ? `data: ${line}` : line))
    .map((line) => `${line}\n\n`)
    .join('');
}

/** The chunks of a short reply, for behaviors about something else. */
export const HELLO = sse(`
  {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}]}
  {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":null}]}
  {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
  [DONE]
`);

/** A complete reply with this text. */
export function reply(content: string): string {
  const message = { role: 'assistant', content };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
  return JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices,
    usage,
  });
}
