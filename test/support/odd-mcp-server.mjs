// An MCP server without an SDK, which does what servers should not do. Its argument is a JSON object:
// `pages`, the lists of tools; `results`, by the name of the tool, which may also be `die`, `sleep`
// (ms), `progress` (times of 200 ms) or `raw` (the text of the result, where LINE is the request);
// `silent` never initializes; `junk` precedes the protocol.
import { createInterface } from 'node:readline';

const {
  pages = [[]],
  results = {},
  silent = false,
  junk = '',
  changed,
} = JSON.parse(process.argv[2] ?? '{}');
const say = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let isChanged = false;

async function call(id, { name, _meta }, line) {
  const { die, sleep, progress, change, raw, ...result } = results[name] ?? {
    content: [{ type: 'text', text: `called ${name}` }],
  };
  if (die) process.exit(1);
  if (sleep) await wait(sleep);
  for (let count = 1; count <= (progress ?? 0); count++) {
    await wait(200);
    const params = { progressToken: _meta.progressToken, progress: count };
    say({ method: 'notifications/progress', params });
  }
  if (change) {
    isChanged = true;
    say({ method: 'notifications/tools/list_changed' });
    await wait(300);
  }
  if (!raw) return say({ id, result });
  const text = raw.replace('LINE', () => JSON.stringify(line));
  process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":${text}}\n`);
}

if (junk) process.stdout.write(`${junk}\n`);
process.stderr.write('\u001b[31mstarted\u001b[0m\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize' && !silent) {
    const { protocolVersion } = params;
    const capabilities = { tools: { listChanged: true } };
    say({
      id,
      result: { protocolVersion, capabilities, serverInfo: { name: 'odd', version: '1' } },
    });
  } else if (method === 'tools/list') {
    const page = Number(params?.cursor ?? 0);
    const isLast = page === pages.length - 1;
    const tools = isChanged ? changed : pages[page];
    say({ id, result: { tools, ...(!isLast && { nextCursor: String(page + 1) }) } });
  } else if (method === 'tools/call') {
    void call(id, params, line);
  }
}
