import type { Client, Transport } from '@modelcontextprotocol/client';
import { record, secret } from '../../core/definition/kinds/index.js';
import type { ParamContext, Sources } from '../../core/definition/param.js';
import { ConnectionError, InputError } from '../../core/errors/errors.js';
import { isSecretHeader, Redactor } from '../../core/errors/redact.js';
import type { MarkedNumbers } from '../../core/json/marked-numbers.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { exactFetch } from './mcp-numbers.js';

const METHOD = 'ask';

function contextOf(name: string, sources: Sources | undefined): ParamContext {
  return { param: name, name, method: METHOD, redactor: new Redactor(), sources };
}

/** The servers in a config file that are not disabled. */
export async function serversOf(
  file: string | JsonRecord,
  sources: Sources | undefined,
): Promise<Readonly<Record<string, JsonRecord>>> {
  const config = await record('').kind.parse(file, contextOf('--mcp', sources));
  const servers = config.mcpServers ?? config.servers;
  if (isRecord(servers) && Object.values(servers).every(isRecord)) {
    const enabled = Object.entries(servers as Readonly<Record<string, JsonRecord>>).filter(
      ([, { disabled, enabled }]) => disabled !== true && enabled !== false,
    );
    return Object.fromEntries(enabled);
  }
  throw new InputError({
    method: METHOD,
    param: 'mcp',
    message: '--mcp needs a config file of MCP servers',
    hint: 'As {"mcpServers": {"files": {"command": "npx", "args": ["-y", "some-server"]}}}.',
  });
}

export interface Context {
  sources: Sources | undefined;
  /** Called with the secrets in the config. */
  secrets: Redactor | undefined;
  /** Called with what the servers write to standard error; by default, they share ours. */
  log: ((text: string) => void) | undefined;
  signal: AbortSignal | undefined;
  /** The longest time to start, in milliseconds. */
  timeout: number;
  /** Passes on all digits of the numbers of tools and results. */
  numbers: MarkedNumbers;
}

/** @throws {ConnectionError} The server does not start or respond. */
export async function connect(name: string, server: JsonRecord, context: Context): Promise<Client> {
  const { Client } = await import('@modelcontextprotocol/client');
  const client = new Client({ name: 'oint', version: process.env.OINT_VERSION ?? '0.0.0' });
  try {
    const { timeout, signal } = context;
    const transport = await transportTo(name, server, context);
    await client.connect(transport, { timeout, ...(signal && { signal }) });
    return client;
  } catch (cause) {
    await client.close().catch(() => {});
    if (cause instanceof InputError) throw cause;
    throw new ConnectionError({
      method: METHOD,
      message: `the MCP server ${name} does not respond: ${(cause as Error).message}`,
      hint: 'Check its command or URL. Start it by hand to see its output.',
      reason: (cause as NodeJS.ErrnoException).code?.toString() ?? 'mcp',
      sent: false,
      retryable: false,
      cause,
    });
  }
}

async function transportTo(
  name: string,
  { command, args = [], env, cwd, url, headers }: JsonRecord,
  context: Context,
): Promise<Transport> {
  if (typeof url === 'string') {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    const requestInit = { headers: await lookedUp(name, headers, context) };
    const options = { requestInit, fetch: exactFetch(context.numbers) };
    return new StreamableHTTPClientTransport(new URL(url), options) as Transport;
  }
  if (typeof command !== 'string' || !Array.isArray(args)) {
    throw new InputError({
      method: METHOD,
      param: 'mcp',
      message: `the MCP server ${name} has no command and no url`,
    });
  }
  const { getDefaultEnvironment } = await import('@modelcontextprotocol/client/stdio');
  const { ExactProcess } = await import('./mcp-process.js');
  const { log, numbers } = context;
  const started = {
    command,
    args: args.map(String),
    // Not the whole environment: its secrets are not meant for every server.
    env: { ...getDefaultEnvironment(), ...(await lookedUp(name, env, context)) },
    ...(typeof cwd === 'string' && { cwd }),
    stderr: log ? ('pipe' as const) : ('inherit' as const),
  };
  const transport = new ExactProcess(started, numbers);
  if (log) transport.stderr?.on('data', (data) => log(String(data)));
  return transport;
}

/** Config values that may be secrets: `env:NAME` and the like are looked up. */
async function lookedUp(
  name: string,
  values: unknown,
  { sources, secrets }: Context,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(isRecord(values) ? values : {})) {
    const context = contextOf(`--mcp ${name}.${key}`, sources);
    found[key] = await secret('').kind.parse(String(value), context);
    if (found[key] !== String(value) || isSecretHeader(key)) secrets?.add(found[key]);
  }
  return found;
}
