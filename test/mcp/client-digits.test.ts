import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mcpTools, type Tool } from '../../src/ask/index.js';
import { parseExact } from '../../src/core/json/parse.js';
import { listen } from '../support/server.js';
import { httpServer } from './support.js';

const ODD = fileURLToPath(new URL('../support/odd-mcp-server.mjs', import.meta.url));

const RESULT = '{"structuredContent":{"id":9223372036854775807,"price":1.10,"many":[1e400]}}';
const SHOWN = '{"id":9223372036854775807,"price":1.10,"many":[1e400]}';
const listed = { name: 't', inputSchema: { type: 'object' } };
const context = { signal: undefined };

async function toolOf(server: object): Promise<Tool> {
  const { tools, close } = await mcpTools([{ mcpServers: { f: server } }], undefined, undefined, {
    log: () => {},
  });
  onTestFinished(close);
  return tools.at(-1)!;
}

describe('all digits of a tool of another server are kept', () => {
  it('over stdio, in results and arguments', async () => {
    const process = (raw: string) =>
      toolOf({
        command: globalThis.process.execPath,
        args: [ODD, JSON.stringify({ pages: [[listed]], results: { t: { raw } } })],
      });
    expect(await (await process(RESULT)).run({}, context)).toBe(SHOWN);
    const echo = await process('{"content":[{"type":"text","text":LINE}]}');
    const sent = await echo.run(parseExact('{"id":9223372036854775807,"p":1.10}'), context);
    expect(sent).toContain('"arguments":{"id":9223372036854775807,"p":1.10}');
  });

  it.each(['application/json', 'text/event-stream'])('over HTTP, as %s', async (type) => {
    const bodies: string[] = [];
    const answers: Record<string, string> = {
      initialize: `{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}`,
      'tools/list': JSON.stringify({ tools: [listed] }),
      'tools/call': RESULT,
    };
    const server = await listen(
      createServer(async (request, response) => {
        if (request.method !== 'POST') return response.writeHead(405).end();
        let body = '';
        for await (const chunk of request) body += String(chunk);
        bodies.push(body);
        const { id, method } = JSON.parse(body) as { id?: number; method: string };
        if (id === undefined) return response.writeHead(202).end();
        const message = `{"jsonrpc":"2.0","id":${id},"result":${answers[method]}}`;
        const isJson = type === 'application/json';
        response.writeHead(200, { 'content-type': type });
        // In small chunks, which end anywhere.
        const text = isJson ? `${message}\n` : `event: message\ndata: ${message}\n\n`;
        for (const piece of text.match(/[\s\S]{1,7}/g)!) response.write(piece);
        return response.end();
      }),
    );
    const tool = await toolOf({ url: `http://127.0.0.1:${server.port}/mcp` });
    const input = parseExact('{"id":9223372036854775807}');
    expect(await tool.run(input, context)).toBe(SHOWN);
    expect(bodies.at(-1)).toContain('"arguments":{"id":9223372036854775807}');
  });

  it('over HTTP, by a server of OInt', async () => {
    const { url, token } = await httpServer({ args: ['--expose', 'sqlite.ExecuteSQLQuery'] });
    const tool = await toolOf({ url, headers: { Authorization: `Bearer ${token}` } });
    const input =
      '{"sql":"SELECT typeof(?1) AS type, ?1 AS value","parameters":[9223372036854775807]}';
    expect(await tool.run(parseExact(input), context)).toContain(
      '"type":"integer","value":"9223372036854775807"',
    );
  });
});
