import type { Hono } from 'hono/tiny';
import { app, createApp } from '../../src/local/app.js';
import { Models } from '../../src/local/engines/models.js';
import { embeddedLocal, type Local } from '../../src/local/local.js';
import { folder } from './folder.js';
import { OpenApiAnswers } from './openapi-answers.js';
import { ParrotEngine } from './parrot.js';

/** A data folder of this test file's own. */
export const data = await folder();
process.env.OINT_DATA = data;

export const answers = OpenApiAnswers.load();
/** For the names of tests that hold answers against OpenAI's document. */
export const documentNote = answers ? '' : ' (skipped: there is no ../shared/openai/openapi.json)';

/** An application as a `fetch`; every answer is held against OpenAI's document, where it is. */
export function held(by: Hono) {
  return async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    const { method } = request;
    const answer = await by.fetch(request);
    await answers?.check(method, request.url, answer);
    return answer;
  };
}

/** The embedded server, held against the document. */
export const embedded = held(app);

/** Sends JSON, or just asks, and reads the JSON that comes back. */
export async function ask(method: string, path: string, json?: unknown, by = embedded) {
  const init = json === undefined ? {} : { body: JSON.stringify(json) };
  const answer = await by(`http://local${path}`, { method, ...init });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Sends JSON and reads the events that come back: their data, in their order. */
export async function events(path: string, json: object, by = embedded): Promise<JsonEvent[]> {
  const body = JSON.stringify({ ...json, stream: true });
  const answer = await by(`http://local${path}`, { method: 'POST', body });
  const text = await answer.text();
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) throw new Error(text);
  return text
    .split('\n\n')
    .map((event) => /^data: (\{.+)$/m.exec(event)?.[1])
    .filter((found) => found !== undefined)
    .map((found) => JSON.parse(found));
}

// biome-ignore lint/suspicious/noExplicitAny: what a test looks into, whatever is in it.
type JsonEvent = any;

/** A server of its own, with a model that can be brought to break down. */
export function withParrot(more: Partial<Local> = {}) {
  const parrot = new ParrotEngine();
  const local: Local = { ...embeddedLocal(), models: new Models([parrot]), ...more };
  const ownApp = createApp(local);
  return { parrot, app: ownApp, fetch: held(ownApp) };
}
