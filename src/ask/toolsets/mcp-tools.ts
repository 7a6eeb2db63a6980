import type { Client } from '@modelcontextprotocol/client';
import type { Effect } from '../../core/definition/call.js';
import { callDefaults } from '../../core/definition/call-options.js';
import type { Sources } from '../../core/definition/param.js';
import { ResponseError } from '../../core/errors/errors.js';
import { Redactor } from '../../core/errors/redact.js';
import { MarkedNumbers } from '../../core/json/marked-numbers.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Tool, ToolContext } from '../tools.js';
import { connect, serversOf } from './mcp-connect.js';
import { anything, type Listed, listTools, ToolNames } from './mcp-list.js';
import { resultText } from './mcp-result.js';

/** The tools of MCP servers, which run until `close` is called. */
export interface McpTools {
  /** Changes if a server changes its tools. */
  tools: Tool[];
  close(): Promise<void>;
}

export interface McpToolOptions {
  /** Tools that come first; no tool of a server gets the name of one of them. */
  besides?: readonly Tool[];
  /** Called with the reason why a tool is left out. */
  note?: (text: string) => void;
  /** Called with what the servers write to standard error; by default, they share ours. */
  log?: (text: string) => void;
  signal?: AbortSignal | undefined;
  /** The longest time for a server to start, in milliseconds. Default 1 minute. */
  timeout?: number | undefined;
}

/** Packages may be downloaded first. */
const START_TIMEOUT = 60_000;
/** A server that keeps changing its tools is not asked for them forever. */
const MOST_CHANGES = 100;

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
  secrets: Redactor = new Redactor(),
  { besides = [], note = () => {}, log, signal, timeout = START_TIMEOUT }: McpToolOptions = {},
): Promise<McpTools> {
  const limit = { timeout: Math.min(timeout, START_TIMEOUT) };
  const context = { sources, secrets, log, signal, ...limit };
  const names = new ToolNames(besides.map(({ name }) => name));
  const servers: Server[] = [];
  const tools: Tool[] = [];
  const update = () => {
    tools.splice(0, tools.length, ...besides, ...servers.flatMap((server) => server.tools));
  };
  const close = async () => {
    await Promise.allSettled(servers.map(({ client }) => client.close()));
  };
  try {
    for (const file of files) {
      const entries = Object.entries(await serversOf(file, sources));
      const started = await Promise.allSettled(
        entries.map(async ([name, config]) => {
          const numbers = new MarkedNumbers();
          const client = await connect(name, config, { ...context, numbers });
          const shared = { names, secrets, note, limit, update, numbers };
          return new Server(name, client, config, shared);
        }),
      );
      servers.push(...started.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])));
      const failed = started.find(({ status }) => status === 'rejected');
      if (failed) throw (failed as PromiseRejectedResult).reason;
    }
    // In order, so that names do not depend on which server is faster.
    for (const server of servers) await server.list();
    update();
    return { tools, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Shared {
  names: ToolNames;
  secrets: Redactor;
  note: (text: string) => void;
  limit: { timeout: number };
  update: () => void;
  /** Those of the server's connection. */
  numbers: MarkedNumbers;
}

class Server {
  readonly client: Client;
  tools: Tool[] = [];
  readonly #name: string;
  readonly #pause: number | undefined;
  readonly #shared: Shared;
  #changes = 0;
  #isListing = false;

  constructor(name: string, client: Client, { timeout }: JsonRecord, shared: Shared) {
    this.client = client;
    this.#name = name;
    this.#pause = milliseconds(timeout);
    this.#shared = shared;
    client.setNotificationHandler('notifications/tools/list_changed', () => this.#changed());
  }

  /** A server that fails to list its tools has none. */
  async list(): Promise<void> {
    const { names, note, limit } = this.#shared;
    const skipped = (why: string) => note(`MCP server ${this.#name}: ${why}`);
    try {
      const listed = await listTools(this.client, limit, skipped);
      this.tools = listed.map((one) => this.#tool(names.of(this.#name, one.name), one));
    } catch (error) {
      skipped(`it does not list its tools: ${(error as Error).message}`);
    }
  }

  async #changed(): Promise<void> {
    this.#changes++;
    if (this.#isListing || this.#changes > MOST_CHANGES) return;
    this.#isListing = true;
    for (let seen = 0; seen !== this.#changes && seen < MOST_CHANGES; ) {
      seen = this.#changes;
      await this.list();
      this.#shared.update();
    }
    this.#isListing = false;
  }

  #tool(name: string, { name: own, description, schema, annotations }: Listed): Tool {
    return {
      name,
      description,
      schema,
      effect: effectOf(annotations),
      run: async (input, context) => {
        const answer = await this.#call(own, input as JsonRecord, context);
        const text = this.#shared.secrets.text(resultText(answer));
        if (answer.isError === true) throw new ResponseError({ message: text });
        return text;
      },
    };
  }

  /**
   * The whole call has the deadline of the question. Without progress it ends after the pause that
   * the config of the server allows.
   */
  async #call(name: string, input: JsonRecord, context: ToolContext): Promise<JsonRecord> {
    const { signal, timeout, firstByteTimeout = callDefaults.firstByteTimeout } = context;
    const longest = timeout ?? Math.max(callDefaults.timeout, this.#pause ?? 0);
    const pause = Math.min(this.#pause ?? timeout ?? firstByteTimeout, longest);
    const deadline = AbortSignal.timeout(longest);
    const options = {
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      timeout: pause,
      resetTimeoutOnProgress: true,
      onprogress: () => {},
    };
    try {
      const { numbers } = this.#shared;
      const params = { name, arguments: numbers.mark(input) };
      const answer = await this.client.request({ method: 'tools/call', params }, anything, options);
      return numbers.unmark(answer);
    } catch (cause) {
      const isLate = (cause as { code?: unknown }).code === 'REQUEST_TIMEOUT';
      if (signal?.aborted || (!isLate && !deadline.aborted)) throw cause;
      const seconds = (deadline.aborted ? longest : pause) / 1000;
      const hint = 'Allow more time with the timeout of the call, or of the server in its config.';
      const message = `${name} timed out after ${seconds} s`;
      throw new ResponseError({ message, hint, cause });
    }
  }
}

/** Some agents write seconds into the same file. */
function milliseconds(timeout: unknown): number | undefined {
  if (typeof timeout !== 'number' || !(timeout > 0)) return undefined;
  return timeout < 1_000 ? timeout * 1_000 : timeout;
}

/** A tool that is not marked as harmless may do harm. */
function effectOf(about: JsonRecord): Effect {
  if (about.readOnlyHint === true) return 'read';
  return about.destructiveHint === true ? 'delete' : 'write';
}
