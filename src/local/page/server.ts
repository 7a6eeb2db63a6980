/** What the page knows of the protocol: models, chat, images, speech and embeddings. */

export interface ModelCard {
  id: string;
  description?: string;
  tasks?: Task[];
}

export type Task = 'chat' | 'draw' | 'speak' | 'embed';

type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string | Part[];
}

export interface ChatBody {
  model: string;
  messages: Message[];
  stream: boolean;
  stream_options?: { include_usage: boolean };
  temperature?: number;
}

/** A request as it is sent. */
export interface ApiRequest {
  path: string;
  body: Record<string, unknown>;
}

interface Choice {
  delta?: { content?: string | null };
  message?: { content?: string | null };
}

/** A response, or one event of a streamed response. */
export interface Answer {
  choices?: Choice[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: { message: string };
}

export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    const words = (body as Answer | undefined)?.error?.message;
    super(words ?? `the server returned status ${status}`);
    this.status = status;
    this.body = body;
  }
}

const TOKEN = 'oint.token';

/** Stored until the tab is closed. */
export function keepToken(token: string): void {
  sessionStorage.setItem(TOKEN, token);
}

export function hasToken(): boolean {
  return Boolean(sessionStorage.getItem(TOKEN));
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const token = sessionStorage.getItem(TOKEN);
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(path, { ...init, headers });
  if (response.ok) return response;
  throw new Refused(response.status, await response.json().catch(() => undefined));
}

export async function listModels(): Promise<ModelCard[]> {
  const { data } = (await (await send('/v1/models')).json()) as { data: ModelCard[] };
  return data;
}

/** Sends a request with a JSON body. */
export function post({ path, body }: ApiRequest, signal: AbortSignal): Promise<Response> {
  return send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
}

/** The response to a chat request, or its events as they arrive. */
export async function* chat(request: ApiRequest, signal: AbortSignal): AsyncGenerator<Answer> {
  const response = await post(request, signal);
  if (!request.body.stream) yield (await response.json()) as Answer;
  else yield* eventsOf(response);
}

async function* eventsOf(response: Response): AsyncGenerator<Answer> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let held = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    held += value;
    const events = held.split('\n\n');
    held = events.pop()!;
    for (const event of events) {
      const data = event.replace(/^data: ?/, '');
      if (data !== '[DONE]' && event.startsWith('data:')) yield JSON.parse(data) as Answer;
    }
  }
}
