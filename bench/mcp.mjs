// The time from starting the MCP server's process to its response to the initialize request, the rate
// of calls compared with a server of the official SDK that does nothing else, and the memory they use.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
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

/** A server that is called many times, a few calls at once. */
class Called {
  #waiting = new Map();
  #count = 0;

  constructor(...command) {
    this.child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const { id, error, result } = JSON.parse(line);
      if (error || result?.isError) throw new Error(line);
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    });
  }

  request(method, params) {
    const id = ++this.#count;
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** The time of this many calls, ten at once. */
  async calls(many, params) {
    const begun = performance.now();
    let left = many;
    const caller = async () => {
      while (left-- > 0) await this.request('tools/call', params);
    };
    await Promise.all(Array.from({ length: 10 }, caller));
    return performance.now() - begun;
  }

  /** Bytes in memory; only Linux reports them. */
  async memory() {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  async end() {
    this.child.stdin.end();
    await once(this.child, 'exit');
  }
}

const ours = new Called(here('../dist/cli/main.js'), 'mcp', 'start');
const sdk = new Called(here('mcp-echo.mjs'));
for (const server of [ours, sdk]) await server.request('initialize', greeting.params);
const structure = {
  name: 'execute_method',
  arguments: {
    service: 'openai',
    method: 'GetMessageStructure',
    parameters: { role: 'user', text: 'Hello' },
  },
};
const echo = { name: 'echo', arguments: structure.arguments };
const CALLS = 1_000;
const rates = [];
for (let round = 0; round < Math.max(5, ROUNDS / 3); round++) {
  const times = [await ours.calls(CALLS, structure), await sdk.calls(CALLS, echo)];
  if (round > 0) rates.push(times.map((time) => CALLS / (time / 1000)));
}
row(
  'MCP: calls of a method per second : of an echo on the SDK',
  {
    ratio: median(rates.map(([a, b]) => a / b)),
    ours: median(rates.map(([a]) => a)),
    other: median(rates.map(([, b]) => b)),
  },
  { least: 0.8 },
  '/s',
);

const MANY = Number(process.env.MCP_CALLS ?? 100_000);
await ours.calls(MANY / 10, structure);
const before = await ours.memory();
await ours.calls(MANY, structure);
const after = await ours.memory();
if (before > 0) {
  row(
    `MCP: memory after ${MANY} calls : before`,
    { ratio: after / before, ours: after / 2 ** 20, other: before / 2 ** 20 },
    { most: 1.3 },
    'MiB',
  );
}
await ours.end();
await sdk.end();
