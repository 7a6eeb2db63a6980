import type { Client, Transport } from '@modelcontextprotocol/client';
import type { Effect } from '../../core/definition/call.js';
import { record, secret } from '../../core/definition/kinds/index.js';
import type { ParamContext, Sources } from '../../core/definition/param.js';
import { ConnectionError, InputError, ResponseError } from '../../core/errors/errors.js';
import { isSecretHeader, Redactor } from '../../core/errors/redact.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { readSchema } from '../schema.js';
import type { Tool } from '../tools.js';

/** The tools of MCP servers, which run until `close` is called. */
export interface McpTools {
  tools: Tool[];
  close(): Promise<void>;
}

/**
 * Starts the MCP servers of config files, as agents have them (`{"mcpServers": {…}}`), and lists
 * their tools: each is named after its server, `files_read_file`.
 *
 * @throws {InputError} A file is not such a config.
 * @throws {ConnectionError} A server does not start or respond.
 */
export async function mcpTools(
  files: readonly (string | JsonRecord)[],
  sources?: Sources,
  secrets?: Redactor,
): Promise<McpTools> {
  const clients: Client[] = [];
  const close = async () => {
    await Promise.allSettled(clients.map((client) => client.close()));
  };
  try {
    const tools: Tool[] = [];
    for (const file of files) {
      for (const [name, server] of Object.entries(await serversOf(file, sources))) {
        const client = await connect(name, server, { sources, secrets });
        clients.push(client);
        tools.push(...(await toolsOf(name, client, secrets)));
      }
    }
    return { tools, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const METHOD = 'ask';

function contextOf(name: string, sources: Sources | undefined): ParamContext {
  return { param: name, name, method: METHOD, redactor: new Redactor(), sources };
}

async function serversOf(
  file: string | JsonRecord,
  sources: Sources | undefined,
): Promise<Readonly<Record<string, JsonRecord>>> {
  const config = await record('').kind.parse(file, contextOf('--mcp', sources));
  const servers = config.mcpServers ?? config.servers;
  if (isRecord(servers) && Object.values(servers).every(isRecord)) {
    return servers as Readonly<Record<string, JsonRecord>>;
  }
  throw new InputError({
    method: METHOD,
    param: 'mcp',
    message: '--mcp needs a config file of MCP servers',
    hint: 'As {"mcpServers": {"files": {"command": "npx", "args": ["-y", "some-server"]}}}.',
  });
}

interface Context {
  sources: Sources | undefined;
  /** Called with the secrets in the config. */
  secrets: Redactor | undefined;
}

async function connect(name: string, server: JsonRecord, context: Context): Promise<Client> {
  const { Client } = await import('@modelcontextprotocol/client');
  const client = new Client({ name: 'oint', version: process.env.OINT_VERSION ?? '0.0.0' });
  try {
    await client.connect(await transportTo(name, server, context));
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
    return new StreamableHTTPClientTransport(new URL(url), { requestInit }) as Transport;
  }
  if (typeof command !== 'string' || !Array.isArray(args)) {
    throw new InputError({
      method: METHOD,
      param: 'mcp',
      message: `the MCP server ${name} has no command and no url`,
    });
  }
  const { StdioClientTransport, getDefaultEnvironment } = await import(
    '@modelcontextprotocol/client/stdio'
  );
  return new StdioClientTransport({
    command,
    args: args.map(String),
    // Not the whole environment: its secrets are not meant for every server.
    env: { ...getDefaultEnvironment(), ...(await lookedUp(name, env, context)) },
    ...(typeof cwd === 'string' && { cwd }),
    stderr: 'inherit',
  });
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

async function toolsOf(
  server: string,
  client: Client,
  secrets: Redactor = new Redactor(),
): Promise<Tool[]> {
  const { tools } = await client.listTools();
  return tools.map(({ name, description = '', inputSchema, annotations }) => ({
    name: `${server}_${name}`.replace(/[^\w-]/g, '_').slice(0, 64),
    description,
    schema: readSchema(inputSchema as JsonRecord),
    effect: effectOf(annotations),
    run: async (input, { signal }) => {
      const options = signal ? { signal } : {};
      const answer = await client.callTool({ name, arguments: input as JsonRecord }, options);
      const text = secrets.text(resultText(answer));
      if (answer.isError) throw new ResponseError({ message: text || `${name} failed` });
      return text;
    },
  }));
}

/** A tool that is not marked as harmless may do harm. */
function effectOf(about: { readOnlyHint?: boolean; destructiveHint?: boolean } = {}): Effect {
  if (about.readOnlyHint) return 'read';
  return about.destructiveHint ? 'delete' : 'write';
}

function resultText({ content, structuredContent }: JsonRecord): string {
  const parts = Array.isArray(content) ? content.filter(isRecord) : [];
  const texts = parts.map((part) =>
    typeof part.text === 'string' ? part.text : `(${String(part.type)})`,
  );
  return texts.join('\n') || JSON.stringify(structuredContent ?? '');
}
