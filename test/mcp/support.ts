import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CallToolResult,
  Client,
  type ElicitResult,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { folder } from '../support/folder.js';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
export const SECRET = 'sk-Very-Secret-4711';

/** Protocol versions with and without an initialize request. */
export const versions = ['2025-11-25', '2026-07-28'] as const;
type Version = (typeof versions)[number];

export interface Setting {
  version?: Version;
  args?: readonly string[];
  /** Hosts beside the public ones. Default: those of test servers. */
  hosts?: string;
  config?: object;
  env?: Record<string, string>;
  /** The user's answer when asked; without it the client cannot ask. */
  user?: (message: string) => ElicitResult;
}

/** The environment of a server: its config, and only PATH of this machine. */
async function environment({ config, env }: Setting): Promise<Record<string, string>> {
  const home = await folder();
  const file = join(home, 'config.json');
  await writeFile(file, JSON.stringify(config ?? { vars: { Token: SECRET } }));
  const { PATH = '' } = process.env;
  return { PATH, HOME: home, TMPDIR: home, OINT_CONFIG: file, OINT_DATA: home, ...env };
}

function options({ args = [], hosts = '127.0.0.1,localhost' }: Setting): string[] {
  return [...(hosts ? ['--hosts', hosts] : []), ...args];
}

function clientFor({ version = '2025-11-25', user }: Setting): Client {
  const capabilities = user ? { elicitation: { form: {} } } : {};
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities,
      versionNegotiation: { mode: version === '2025-11-25' ? 'legacy' : { pin: version } },
    },
  );
  if (user) {
    client.setRequestHandler('elicitation/create', ({ params }) => user(params.message));
  }
  return client;
}

/** A client of a new server, over standard input and output. */
export async function overStdio(setting: Setting = {}) {
  const env = await environment(setting);
  const args = [MAIN, 'mcp', 'start', ...options(setting)];
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    env,
    stderr: 'pipe',
  });
  const client = clientFor(setting);
  onTestFinished(() => client.close());
  await client.connect(transport);
  return client;
}

export interface HttpServer {
  url: string;
  token: string;
}

/** A server that listens on a free port of this machine. */
export async function httpServer(
  setting: Setting = {},
  afterwards: (end: () => Promise<void>) => void = onTestFinished,
): Promise<HttpServer> {
  const token = 'the-token-of-this-test';
  const env = { ...(await environment(setting)), OINT_MCP_TOKEN: token };
  const args = [MAIN, 'mcp', 'start', '--http', '0', ...options(setting)];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  afterwards(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  });
  let said = '';
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    said += chunk;
    if (said.includes('/mcp\n')) break;
  }
  const url = /http:\/\/\S+\/mcp/.exec(said)?.[0];
  if (url === undefined) throw new Error(`the server did not start: ${said}`);
  return { url, token };
}

/** A client of a new server, over HTTP. */
export async function overHttp(setting: Setting = {}) {
  const { url, token } = await httpServer(setting);
  const client = clientFor(setting);
  onTestFinished(() => client.close());
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
  );
  return client;
}

/** The text of a tool's result. */
export function textOf(result: CallToolResult): string {
  return result.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** Runs a method. Returns its result, or the text of its error. */
export async function execute(
  client: Client,
  service: string,
  method: string,
  parameters: object,
  more: object = {},
) {
  const result = await client.callTool({
    name: 'execute_method',
    arguments: { service, method, parameters, ...more },
  });
  const text = textOf(result);
  if (result.isError) return { failed: text, result };
  return { value: JSON.parse(text).execution_result, text, result };
}
