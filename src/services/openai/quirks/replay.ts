import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Quirk } from './quirk.js';

export interface Replay {
  /** Without a trailing slash. */
  url: string;
  /** The chat and embedding requests so far. */
  readonly requests: readonly unknown[];
  close(): Promise<void>;
}

/** A real server on loopback that responds as the behavior says. */
export async function replay(quirk: Quirk): Promise<Replay> {
  const requests: unknown[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    if (request.method === 'POST') requests.push(JSON.parse(text));
    const answer = quirk.answers.find(({ to, path }) =>
      request.method === 'POST' ? !path && text.includes(to ?? '') : path === request.url,
    );
    if (answer) await give(answer, response);
    else response.writeHead(404).end('no response is defined for this request');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function give(answer: Answer, response: http.ServerResponse): Promise<void> {
  const { status = 200, body, isBase64, pause, stays } = answer;
  const type = 'type' in answer ? answer.type : 'text/event-stream';
  response.writeHead(status, type ? { 'content-type': type } : {});
  for (const piece of typeof body === 'string' ? [body] : body) {
    if (response.destroyed) return;
    response.write(isBase64 ? Buffer.from(piece, 'base64') : piece);
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (!stays) response.end();
}

/** The messages of a request, with the server's address in them. */
export function messagesOf({ messages }: Quirk, url: string) {
  const text = JSON.stringify(messages ?? [{ role: 'user', content: 'Hi' }]);
  return JSON.parse(text.replaceAll('{server}', url)) as {
    role: string;
    content: string | { type: string }[];
  }[];
}
