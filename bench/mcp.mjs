// The time from starting the MCP server's process to its response to the initialize request.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { here, median, row, wallTime } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 21);
const greeting = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  },
};

async function greet() {
  const begun = performance.now();
  const child = spawn(process.execPath, [here('../dist/cli/main.js'), 'mcp', 'start'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write(`${JSON.stringify(greeting)}\n`);
  await once(child.stdout, 'data');
  const took = performance.now() - begun;
  child.stdin.end();
  await once(child, 'exit');
  return took;
}

const pairs = [];
await greet();
for (let round = 0; round < ROUNDS; round++) pairs.push([await greet(), wallTime(['-e', '0'])]);
row(
  'MCP: start to initialized : node -e 0',
  {
    ratio: median(pairs.map(([a, b]) => a / b)),
    ours: median(pairs.map(([a]) => a)),
    other: median(pairs.map(([, b]) => b)),
  },
  { most: 2.5 },
  'ms',
);
