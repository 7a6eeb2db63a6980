/** A behaviour of a real server, ready to be replayed: what it answers, and what a user must get. */
export interface Quirk {
  /** What the server does: `sends no role`. */
  name: string;
  servers: readonly string[];
  /** Where it is told: a public thread, or the server's own code. */
  source: string;
  /** Of the source: year, month, day. */
  date: string;
  /** What is asked for. By default an answer as it comes. */
  asks?: 'stream' | 'whole' | 'embeddings';
  messages?: readonly Record<string, unknown>[];
  options?: Record<string, unknown>;
  /** Deadlines, where the behaviour is about time. */
  call?: { idleTimeout?: number; firstByteTimeout?: number };
  /** The first one that fits the request is given. */
  answers: readonly Answer[];
  gets: Gets;
}

export interface Answer {
  /** A part of the request's JSON text to which this is the answer; none is for all others. */
  to?: string;
  /** A GET of this path, for what the client fetches on the way. */
  path?: string;
  status?: number;
  type?: string | undefined;
  /** The body, or what of it comes packet by packet. Base64 with `isBase64`. */
  body: string | readonly string[];
  isBase64?: true;
  /** Milliseconds between the packets. */
  pause?: number;
  /** The connection stays open. */
  stays?: true;
}

/** What a user must get; what is not named may be anything. */
export interface Gets {
  text?: string;
  reasoning?: string;
  tools?: readonly { id?: string; name: string; arguments: unknown }[];
  /** `null` for: the server does not count. */
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
    /** The words are OInt's own: of another client any error will do. */
    own?: true;
  };
  /** What the text of the answer is as JSON. */
  json?: unknown;
  /** How many requests of the chat it takes. */
  requests?: number;
}

/** A stream: each line is the data of an event, a line that begins otherwise is as it is. */
export function sse(lines: string): string {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .map((line) => (/^[[{]/.test(line) ? `data: ${line}` : line))
    .map((line) => `${line}\n\n`)
    .join('');
}

/** The chunks of a short reply, for answers whose form is not what the behaviour is about. */
export const HELLO = sse(`
  {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}]}
  {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":null}]}
  {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
  [DONE]
`);

/** A whole reply of these words. */
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
