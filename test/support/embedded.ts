import type { Hono } from 'hono/tiny';
import { app, createApp } from '../../src/local/app.js';
import { Models } from '../../src/local/engines/models.js';
import { embeddedLocal, type Local } from '../../src/local/local.js';
import { lastingFolder } from './folder.js';
import { OpenApiAnswers } from './openapi-answers.js';
import { ParrotEngine } from './parrot.js';

/** The data folder of this process. */
export const data = await lastingFolder();
process.env.OINT_DATA = data;

export const answers = OpenApiAnswers.load();
/** For the titles of tests that check responses with OpenAI's document. */
export const documentNote = answers ? '' : ' (skipped: there is no ../shared/openai/openapi.json)';

/** An application as a `fetch`; checks every response with OpenAI's document, if available. */
function held(by: Hono) {
  return async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    const { method } = request;
    const answer = await by.fetch(request);
    await answers?.check(method, request.url, answer);
    return answer;
  };
}

/** The embedded server, checked with the document. */
export const embedded = held(app);

/** Sends a request, with JSON or without a body, and reads the JSON of the response. */
export async function ask(method: string, path: string, json?: unknown, by = embedded) {
  const init = json === undefined ? {} : { body: JSON.stringify(json) };
  const answer = await by(`http://local${path}`, { method, ...init });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Sends JSON and reads the events of the response: their data, in order. */
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

// biome-ignore lint/suspicious/noExplicitAny: tests check any field.
type JsonEvent = any;

/** A separate server, with a model that can be made to fail. */
export function withParrot(more: Partial<Local> = {}) {
  const parrot = new ParrotEngine();
  const local: Local = { ...embeddedLocal(), models: new Models([parrot]), ...more };
  const ownApp = createApp(local);
  return { parrot, app: ownApp, fetch: held(ownApp) };
}
