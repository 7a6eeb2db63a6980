// Runs every code block of the guides, in order, and compares its output with the page. To write the
// outputs into the pages: npm run docs:outputs
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodeBlock as Block,
  blocksOf,
  compile,
  type Home,
  linkPackage,
  makeHome,
} from '../../scripts/walk.mjs';
import { callOptionsPage } from '../../src/docs/index.js';
import { OllamaServer } from '../../src/services/ollama/testing/server.js';
import { startStorage } from '../../src/services/s3/testing/storage.js';
import { startOint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Long enough for a busy machine: each test starts dozens of processes. */
const PATIENCE = 180_000;
const WRITES = process.env.OINT_WRITE_GUIDES !== undefined;

const files: Record<string, string> = JSON.parse(
  await readFile(join(root, 'docs/guides.json'), 'utf8'),
);
const pages = new Map<string, string>([
  ...(await Promise.all(
    Object.values(files).map(
      async (file) => [file, await readFile(join(root, 'docs', file), 'utf8')] as const,
    ),
  )),
  ['index.md', await readFile(join(root, 'docs/index.md'), 'utf8')],
  ['services/call-options.md', callOptionsPage()],
]);

/** An image of one pixel, in place of the reader's own image. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'guide', version: '1' },
  },
});

/** Acts like an agent's `mcp add NAME -- COMMAND`: starts the command and initializes a session. */
const AGENT = `#!/bin/sh
while [ "$1" != -- ]; do shift; done; shift
echo '${INITIALIZE}' | "$@" | grep -o '"serverInfo"'
`;

/** The embedded server, started as in its guide. */
const embedded = startOint(['local', 'serve', '--port', '0', '--memory', '--quiet']);

/** The server of methods, as in its guide. */
const methods = startOint([
  'server',
  'http',
  '--port',
  '0',
  '--quiet',
  '--hosts',
  'localhost,127.0.0.1',
]);

const storage = await startStorage();

let home: Home;
const homes: Home[] = [];
/** Addresses in the pages, and the servers that replace them. */
const servers = new Map<string, string>();

beforeAll(async () => {
  servers.set('http://localhost:8080', (await OpenAiServer.start()).url);
  servers.set('http://localhost:11434', (await OllamaServer.start()).url);
  servers.set('http://localhost:9000', storage);
  await embedded.untilError('/v1\n');
  servers.set('http://localhost:8099', /http:[^ ]+:\d+/.exec(embedded.written.stderr)![0]);
  await methods.untilError('openapi.json\n');
  servers.set('http://localhost:8088', /http:[^ ]+:\d+/.exec(methods.written.stderr)![0]);
  home = await newHome();
  await linkPackage(root, home.home);
  const programs = [...pages].flatMap(([page, text]) =>
    blocksOf(text)
      .filter(({ language }) => language === 'ts')
      .map((block) => ({ name: programName(page, block), source: block.source })),
  );
  for (const { name, source } of programs) await writeFile(join(home.home, name), source);
  await compile(
    root,
    home.home,
    programs.map(({ name }) => name),
  );
}, PATIENCE);

afterAll(async () => {
  for (const server of [embedded, methods]) server.signal('SIGTERM');
  await Promise.all([embedded.ended, methods.ended, ...homes.map(({ remove }) => remove())]);
});

async function newHome(): Promise<Home> {
  const made = await makeHome(root);
  homes.push(made);
  await writeFile(join(made.home, 'picture.png'), Buffer.from(PICTURE, 'base64'));
  const agent = join(made.bin, 'claude');
  await writeFile(agent, AGENT);
  await chmod(agent, 0o755);
  Object.assign(made.env, { HOME: made.home, OINT_MCP_TOKEN: 'of-the-test' });
  return made;
}

function programName(page: string, { start }: Block): string {
  return `${page.replace(/\W+/g, '-')}-${start}.ts`;
}

function toServers(text: string): string {
  return [...servers].reduce((all, [shown, real]) => all.replaceAll(shown, real), text);
}

function fromServers(text: string): string {
  const hosts = [...servers].map(([shown, real]) => [shown.slice(7), real.slice(7)] as const);
  return hosts.reduce((all, [shown, real]) => all.replaceAll(real, shown), text);
}

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; one that keeps running is stopped once it has printed `until`. */
async function run(place: Home, command: string, args: string[], until?: string): Promise<Ended> {
  const child = spawn(command, args, { cwd: place.home, env: place.env });
  const told = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      told[stream] += text;
      if (until && told[stream].includes(until)) child.kill();
    });
  }
  child.stdin.end();
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...told };
}

async function runShell(place: Home, { source, info }: Block): Promise<string> {
  const [, until] = /stays=(.+)/.exec(info) ?? [];
  // Replaces the shell, so that the program itself is stopped.
  const script = until
    ? `exec ${source.replace(/\b(8321|8099|8088)\b/, '0')}`
    : `set -e\n${source}`;
  const expected = Number(/exit=(\d+)/.exec(info)?.[1] ?? 0);
  const loose = expected !== 0 || /\$\?/.test(source);
  const text = toServers(loose ? script.replace('set -e\n', '') : script);
  const { status, stdout, stderr } = await run(place, 'bash', ['-c', text], until);
  if (until) expect(stderr).toContain(until);
  else
    expect({ source, status, stderr: status === expected ? '' : stderr }).toEqual({
      source,
      status: expected,
      stderr: '',
    });
  return fromServers(stdout);
}

/** Runs a program of the pages in the folder where they were compiled. */
async function runProgram(page: string, block: Block): Promise<string> {
  const path = join(home.home, programName(page, block)).replace(/ts$/, 'js');
  await writeFile(path, toServers(await readFile(path, 'utf8')));
  const { status, stdout, stderr } = await run(home, process.execPath, [path]);
  expect({ source: block.source, status, stderr }).toMatchObject({ status: 0 });
  return fromServers(stdout);
}

/** 1C passes the line to the system unchanged: the text between its quotes, where `""` is one quote. */
function lineOf1C({ source }: Block): string {
  const [, text = ''] = /^\S+ = "((?:[^"]|"")*)";/m.exec(source) ?? [];
  return text.replaceAll('""', '"');
}

interface ServerConfig {
  type?: string;
  command?: string;
  args?: string[];
  url?: string;
}

/** Starts the MCP server in an agent's config, and initializes a session. */
async function useConfig(place: Home, config: Record<string, unknown>): Promise<void> {
  const named = config.mcpServers ?? config.servers ?? config.context_servers ?? config.mcp_servers;
  if (named === undefined) {
    // The server's own config.
    await writeFile(join(place.home, 'mcp.json'), JSON.stringify(config));
    await greet(place, { command: 'oint', args: ['mcp', 'start', '-c', 'mcp.json'] });
    return;
  }
  const list = Object.values(named as Record<string, ServerConfig>);
  expect(list.length).toBeGreaterThan(0);
  for (const server of list) {
    if (server.type === 'http') expect(new URL(server.url!).pathname).toBe('/mcp');
    else await greet(place, server);
  }
}

async function greet(place: Home, { command = '', args = [] }: ServerConfig): Promise<void> {
  const words = [command, ...args].map((word) =>
    /^(\/home\/me\/work|\$\{workspaceFolder\})$/.test(word) ? place.home : word,
  );
  const { stdout } = await run(place, 'claude', ['--', ...words]);
  expect(stdout).toContain('serverInfo');
}

/** The output of a block; `undefined` if it is not a block that runs. */
async function outputOf(place: Home, page: string, block: Block): Promise<string | undefined> {
  switch (block.language) {
    case 'sh':
      return runShell(place, block);
    case 'ts':
      return runProgram(page, block);
    case 'bsl':
      return runShell(place, { ...block, source: lineOf1C(block) });
    case 'json':
      await useConfig(place, JSON.parse(block.source));
      return undefined;
    case 'toml':
      await useConfig(place, parseToml(block.source));
      return undefined;
    default:
      throw new Error(`cannot run blocks of ${block.language}`);
  }
}

/** As shown in the page. */
function shown(output: string, { language }: Block): string {
  return language === 'json' ? `${JSON.stringify(JSON.parse(output), null, 2)}\n` : output;
}

const ELSEWHERE: Readonly<Record<string, string>> = { powershell: 'pwsh', bat: 'cmd' };
const isElsewhere = ({ language }: Block) => Object.hasOwn(ELSEWHERE, language);

describe.concurrent.each([...pages])('the blocks of %s', (page, text) => {
  const blocks = blocksOf(text);

  const title = 'run, and print what the page says';
  it(title, { timeout: PATIENCE }, async () => {
    const place = await newHome();
    let output: string | undefined;
    const written: string[] = [];
    let from = 0;
    for (const block of blocks.filter((one) => !isElsewhere(one))) {
      if (block.info !== 'output') {
        output = await outputOf(place, page, block);
        continue;
      }
      expect(output, `nothing is printed before an output of ${page}`).toBeDefined();
      const now = shown(output!, block);
      if (!WRITES) expect(block.source).toBe(now);
      written.push(text.slice(from, block.start), now);
      from = block.end;
    }
    const whole = [...written, text.slice(from)].join('');
    if (WRITES && whole !== text) await writeFile(join(root, 'docs', page), whole);
  });

  for (const [language, shell] of Object.entries(ELSEWHERE)) {
    const mine = blocks.filter((block) => block.language === language);
    if (mine.length === 0) continue;
    const has = spawnSync(shell, ['-v']).error === undefined;
    const why = has ? '' : ` (skipped: there is no ${shell} on this machine)`;
    it.skipIf(!has)(`run in ${shell}${why}`, async () => {
      const place = await newHome();
      for (const { source } of mine) {
        const args = shell === 'cmd' ? ['/c', 'lines.cmd'] : ['-NoProfile', '-Command', source];
        if (shell === 'cmd')
          await writeFile(
            join(place.home, 'lines.cmd'),
            `@echo off\r\n${source.replaceAll('\n', '\r\n')}`,
          );
        expect(await run(place, shell, args)).toMatchObject({ status: 0, stderr: '' });
      }
    });
  }
});

describe('CONTRIBUTING.md', async () => {
  const blocks = blocksOf(await readFile(join(root, 'CONTRIBUTING.md'), 'utf8'));
  const sources = (language: string) =>
    blocks.filter((block) => block.language === language).map(({ source }) => source);

  it('uses existing commands', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const names = sources('sh').flatMap((text) => [...text.matchAll(/npm (?:run )?(\w+)/g)]);
    expect(names.length).toBeGreaterThan(2);
    for (const [, name] of names) expect(['ci', ...Object.keys(scripts)]).toContain(name);
  });

  it('shows a method as it is in the code', async () => {
    const models = await readFile(join(root, 'src/services/openai/models.ts'), 'utf8');
    for (const part of sources('ts').flatMap((text) => text.split('\n\n'))) {
      expect(models).toContain(part.trim());
    }
  });
});
