import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  ProtocolError,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { Roots } from '../core/access/roots.js';
import { Runner, type ToolRequest } from './execute.js';
import { capabilities, identity, instructions } from './identity.js';
import { INVALID_PARAMS, NO_RESOURCE } from './message.js';
import type { McpSettings } from './settings.js';
import type { StoredFile } from './store.js';
import { Tools } from './tools.js';

/** Prepares a tool's result, whose numbers have all digits, for what writes it. */
type Finish = <R>(result: R) => R;

/** What all connections share: settings, variables and files. */
export class McpProgram {
  readonly #runner: Runner;
  readonly #tools: Tools;
  readonly #version: string;
  readonly #finish: Finish;

  private constructor(runner: Runner, version: string, finish: Finish) {
    this.#runner = runner;
    this.#finish = finish;
    this.#tools = new Tools(runner);
    this.#version = version;
  }

  /** @throws {InputError} A folder of the settings does not exist, or a pattern matches nothing. */
  static async create(
    settings: McpSettings,
    finish: Finish = (result) => result,
  ): Promise<McpProgram> {
    const roots = await Roots.of(settings.roots, 'The user can allow a folder with --root FOLDER.');
    return new McpProgram(new Runner(settings, roots), settings.version, finish);
  }

  /** A server for one connection, or for one request of a client without a session. */
  server(): Server {
    const server = new Server(identity(this.#version), { capabilities, instructions });
    server.setRequestHandler('tools/list', async ({ params }) => {
      onePage(params);
      return { tools: await this.#tools.list() };
    });
    server.setRequestHandler('tools/call', async ({ params }, context) =>
      this.#finish(await this.#tools.call(params.name, params.arguments, asked(server, context))),
    );
    server.setRequestHandler('resources/list', ({ params }) => {
      onePage(params);
      return { resources: this.#runner.store.list().map(described) };
    });
    server.setRequestHandler('resources/templates/list', ({ params }) => {
      onePage(params);
      return { resourceTemplates: [] };
    });
    server.setRequestHandler('resources/read', ({ params }) => this.#read(params.uri));
    return server;
  }

  async #read(uri: string) {
    const { store } = this.#runner;
    const file = store.find(uri);
    if (!file) throw new ProtocolError(INVALID_PARAMS, NO_RESOURCE, { uri });
    const data = await store.read(file);
    const about = { uri, ...(file.type && { mimeType: file.type }) };
    const isText = /^text\/|json|xml/.test(file.type ?? '');
    const content = isText ? { text: data.toString('utf8') } : { blob: data.toString('base64') };
    return { contents: [{ ...about, ...content }] };
  }

  close(): Promise<void> {
    return this.#runner.store.close();
  }
}

/** Lists are sent whole, so that no cursor is ever valid. */
function onePage(params: { cursor?: string | undefined } | undefined): void {
  if (params?.cursor === undefined) return;
  throw new ProtocolError(INVALID_PARAMS, 'Invalid params: no such cursor');
}

function described({ uri, name, type, bytes }: StoredFile) {
  return { uri, name, size: bytes, ...(type && { mimeType: type }) };
}

/** A client's capabilities are known from its initialize request, or sent with each request. */
function asked(server: Server, context: ServerContext): ToolRequest {
  const { envelope } = context.mcpReq;
  const capabilities = envelope
    ? (envelope as Record<string, ClientCapabilities | undefined>)[CLIENT_CAPABILITIES_META_KEY]
    : server.getClientCapabilities();
  const { elicitation } = capabilities ?? {};
  // An empty object is from the time when forms were the only mode.
  const canAsk =
    elicitation !== undefined && (Boolean(elicitation.form) || elicitation.url === undefined);
  return { context, canAsk };
}
