import type { ServerResponse } from 'node:http';
import { chunk, type OpenAiServer, type Recorded, sse } from './openai-server.js';

const USAGE = { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 };

/** A reply of a model: text, or tool calls. */
export type Reply = string | { calls: readonly [name: string, args: object][] } | object[];

/** Sets the replies of the server's model, one after another; the last one is repeated. */
export function replies(server: OpenAiServer, ...all: readonly Reply[]): void {
  let index = 0;
  server.on('POST /chat/completions', (_request, response) => {
    const reply = all[Math.min(index++, all.length - 1)]!;
    sse(response, [...deltas(reply), { ...chunk({}, {}, 'stop'), usage: USAGE }, '[DONE]']);
    response.end();
  });
}

function deltas(reply: Reply): object[] {
  if (typeof reply === 'string') {
    const half = Math.ceil(reply.length / 2);
    return [reply.slice(0, half), reply.slice(half)].map((content) => chunk({ content }));
  }
  if (Array.isArray(reply)) return reply.map((delta) => chunk(delta));
  const calls = reply.calls.map(([name, args], index) => ({
    index,
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
  return [chunk({ role: 'assistant', content: null, tool_calls: calls })];
}

/** A reply that starts and does not end. */
export function endless(text: string): (request: Recorded, response: ServerResponse) => void {
  return (_request, response) => sse(response, [chunk({ content: text })]);
}

interface Sent {
  model: string;
  messages: { role: string; content: unknown; tool_calls?: unknown }[];
  tools?: { function: { name: string; parameters: { properties: object } } }[];
  response_format?: { json_schema: { schema: object } };
}

/** The requests to the model. */
export function asked(server: OpenAiServer): Sent[] {
  return server.requests
    .filter(({ apiPath }) => apiPath === '/chat/completions')
    .map((request) => request.json<Sent>());
}
