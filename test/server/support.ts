import { writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { folder } from '../support/folder.js';
import { startOint } from '../support/oint.js';

export const SECRET = 'sk-Very-Secret-4711';

export interface Setting {
  args?: readonly string[];
  env?: Record<string, string>;
  config?: object;
}

/** A server on a free port of this machine, with its folder open. */
export async function httpServer({ args = [], env = {}, config }: Setting = {}) {
  const root = await folder();
  const file = join(root, 'config.json');
  await writeFile(file, JSON.stringify(config ?? { vars: { Key: SECRET } }));
  const all = ['server', 'http', '--port', '0', '--root', root, '--config', file, ...args];
  const process = startOint(all, { env });
  onTestFinished(async () => {
    process.signal('SIGKILL');
    await process.ended;
  });
  await Promise.race([process.untilError('openapi.json\n'), process.ended]);
  const url = /http:\/\/\S+/.exec(process.written.stderr)?.[0];
  if (url === undefined) throw new Error(`the server did not start: ${process.written.stderr}`);
  return { url, root, process };
}

/** Any JSON. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
  json: Json;
}

type Headers = Record<string, string>;

/** Sends a request without fetch, which would not send every header. */
export function send(
  url: string,
  {
    method = 'POST',
    headers = {},
    body,
  }: { method?: string; headers?: Headers; body?: string | Uint8Array } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const all = Buffer.concat(chunks);
      const text = all.toString('utf8');
      resolve({
        status: response.statusCode!,
        headers: response.headers,
        body: all,
        text,
        get json() {
          return JSON.parse(text);
        },
      });
    });
    sent.once('error', reject).end(body);
  });
}

/** Calls a method with JSON. */
export function post(url: string, values: unknown, headers: Headers = {}): Promise<Answer> {
  const body = typeof values === 'string' ? values : JSON.stringify(values);
  return send(url, { headers: { 'content-type': 'application/json', ...headers }, body });
}
