import { app } from '../../src/local/app.js';
import { folder } from './folder.js';
import { OpenApiAnswers } from './openapi-answers.js';

/** A data folder of this test file's own. */
export const data = await folder();
process.env.OINT_DATA = data;

export const answers = OpenApiAnswers.load();
/** For the names of tests that hold answers against OpenAI's document. */
export const documentNote = answers ? '' : ' (skipped: there is no ../shared/openai/openapi.json)';

/** The embedded server as a `fetch`; every answer is held against OpenAI's document, where it is. */
export async function embedded(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(url, init);
  const { method } = request;
  const answer = await app.fetch(request);
  await answers?.check(method, request.url, answer);
  return answer;
}

/** Sends JSON, or just asks, and reads the JSON that comes back. */
export async function ask(method: string, path: string, json?: unknown) {
  const init = json === undefined ? {} : { body: JSON.stringify(json) };
  const answer = await embedded(`http://local${path}`, { method, ...init });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
