// A small MCP server on the official SDK: over standard input, or with `http` as an argument over
// HTTP, when it prints its address.
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

/** Its tools; `headers` are those of the request that it answers. */
function newServer(headers = {}) {
  const server = new McpServer({ name: 'small', version: '1.0.0' });
  server.registerTool(
    'add',
    {
      description: 'Adds two numbers.',
      inputSchema: { a: z.number(), b: z.number() },
      annotations: { readOnlyHint: true },
    },
    ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
  );
  server.registerTool(
    'known',
    { description: 'Says what it knows.', inputSchema: {}, annotations: { readOnlyHint: true } },
    () => {
      const { OINT_TEST_SECRET = '', OINT_NOT_GIVEN = 'none' } = process.env;
      const text = `${OINT_TEST_SECRET}|${OINT_NOT_GIVEN}|${headers.authorization ?? ''}`;
      return { content: [{ type: 'text', text }] };
    },
  );
  server.registerTool('fail', { description: 'Fails.', inputSchema: {} }, () => ({
    isError: true,
    content: [{ type: 'text', text: 'the disk is full' }],
  }));
  return server;
}

if (process.argv.includes('http')) {
  const http = createServer(async (request, response) => {
    const server = newServer(request.headers);
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    response.on('close', () => server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response);
  });
  http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}/mcp`));
} else {
  await newServer().connect(new StdioServerTransport());
}
