import type {
  CallToolResult,
  InputRequiredResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import { inputRequired, inputResponse } from '@modelcontextprotocol/server';
import type { MethodManifest } from '../catalogue/manifest.js';
import { accessFor, type ToolLimits } from '../catalogue/tool-access.js';
import { fixedValues, isForModels, toolEffect } from '../catalogue/tool-input.js';
import type { ClosedAccess } from '../core/access/closed.js';
import { NotAllowed } from '../core/access/not-allowed.js';
import type { Roots } from '../core/access/roots.js';
import type { Effect } from '../core/definition/call.js';
import type { CallOptions, Progress } from '../core/definition/call-options.js';
import type { Labels } from '../core/definition/labels.js';
import type { Definition, Invocation } from '../core/definition/method.js';
import { Notices } from '../core/definition/notices.js';
import { InputError } from '../core/errors/errors.js';
import { Redactor } from '../core/errors/redact.js';
import type { SavedFile } from '../core/http/save.js';
import { writeJson } from '../core/json/write.js';
import type { JsonRecord } from '../core/util/is-record.js';
import { randomHex } from '../core/util/random.js';
import { shownForConsent, spelledOut } from '../core/util/spelled-out.js';
import { Catalogue, definitionOf, type Offered } from '../serving/catalogue.js';
import { references, Variables } from '../serving/variables.js';
import { type Showing, type Shown, show, showFile } from './content.js';
import type { McpSettings } from './settings.js';
import { FileStore } from './store.js';
import { safeValues } from './values.js';

/** What a tool knows about its request. */
export interface ToolRequest {
  context: ServerContext;
  /** Whether the client can ask its user. */
  canAsk: boolean;
}

/** A call of a method, as the model requested it. */
export interface RequestedCall {
  offered: Offered;
  parameters: JsonRecord;
  /** How the tool names the parameters. */
  labels: Labels;
  /** Path for a file that the method returns, in an allowed folder. */
  saveTo?: string | undefined;
}

/**
 * Runs methods for a model: checks the values, asks for confirmation, reports progress, and returns
 * the result without binary data.
 */
export class Runner {
  readonly settings: McpSettings;
  readonly catalogue: Catalogue;
  readonly variables: Variables;
  readonly #limits: ToolLimits;
  readonly #questionKey = randomHex(32);
  /** Knows the secrets of fixed values and variables. */
  readonly redactor = new Redactor();
  readonly store = new FileStore(this.redactor);

  constructor(settings: McpSettings, roots: Roots) {
    this.settings = settings;
    this.catalogue = new Catalogue(settings, {
      canUse: isForModels,
      hint: 'Call get_service_methods to list its methods.',
    });
    this.variables = new Variables(settings, this.redactor, 'mcp');
    this.#limits = {
      roots,
      readOnly: settings.readOnly ? 'the server was started with --read-only' : undefined,
      hosts: settings.hosts,
      hostsHint: 'The user can allow other hosts with --hosts HOST.',
      downloads: settings.urls,
      handle: (text) => this.store.pathOf(text),
    };
  }

  #shown({ text }: Notices): string {
    return this.redactor.text(text);
  }

  get #showing(): Showing {
    return { store: this.store, redactor: this.redactor, limit: this.settings.limit };
  }

  /** The values of a method that the config fixes. */
  fixed(definition: Definition): Promise<Record<string, unknown>> {
    const values = this.settings.fixed[definition.service] ?? {};
    const context = { method: 'mcp', redactor: this.redactor, sources: references };
    return fixedValues(definition, values, context);
  }

  /** Runs a method. Returns the result, or first the request for the user's confirmation. */
  async run(
    wanted: RequestedCall,
    asked: ToolRequest,
    label?: (result: unknown) => unknown,
  ): Promise<Shown | InputRequiredResult | CallToolResult> {
    const { offered, parameters } = wanted;
    const definition = await definitionOf(offered);
    const { variables, settings } = this;
    const fixed = await this.fixed(definition);
    const values = await safeValues(definition, parameters, fixed, variables);
    const confirmation = this.#confirmation(wanted, asked);
    if (confirmation) return confirmation;
    const started = Date.now();
    const title = `${offered.service} ${definition.name}`;
    const file =
      definition.binary && !wanted.saveTo ? await this.store.place(definition.binary) : undefined;
    const access = accessFor(definition, fixed, this.#limits, file ? [file] : []);
    try {
      const target = { access, file };
      const shown = await this.#invoke(definition, values, wanted, asked, target, label);
      settings.log(`${title} finished in ${Date.now() - started} ms`);
      return shown;
    } catch (error) {
      settings.log(`${title} failed: ${this.redactor.text(String((error as Error).message))}`);
      throw error;
    } finally {
      await access.close();
    }
  }

  /** Undefined if the call may proceed; otherwise the request to confirm it, or the refusal. */
  #confirmation(
    { offered, parameters, saveTo }: RequestedCall,
    { context, canAsk }: ToolRequest,
  ): InputRequiredResult | CallToolResult | undefined {
    const { manifest, service } = offered;
    const effect = effectOf(manifest, saveTo);
    if (effect === 'read' || !this.settings.confirm || !canAsk) return undefined;
    const values = Object.entries({ ...parameters, ...(saveTo && { save_to: saveTo }) });
    // The answer is for this call only: another method, or other values, is another question.
    const question = this.#questionOf(`${service} ${manifest.name}`, values);
    const response = inputResponse(context.mcpReq.inputResponses, question);
    if (response.kind === 'elicit') {
      if (response.action === 'accept' && response.content?.allow !== false) return undefined;
      const text = 'The user did not allow this call, so it was not made.';
      return { content: [{ type: 'text', text }], isError: true };
    }
    const does = effect === 'delete' ? 'deletes data' : 'changes data';
    const lines = values.map(([name, value]) => `${spelledOut(name)}: ${shownValue(value)}`);
    const message = this.redactor.text(
      [`${service} ${manifest.name} ${does}: ${manifest.summary}`, ...lines].join('\n'),
    );
    const requestedSchema = {
      type: 'object' as const,
      properties: { allow: { type: 'boolean' as const, title: 'Allow this call', default: true } },
    };
    const confirm = inputRequired.elicit({ mode: 'form', message, requestedSchema });
    return inputRequired({ inputRequests: { [question]: confirm } });
  }

  /** The name of a question: it can neither be guessed nor stand for another call. */
  #questionOf(method: string, values: readonly (readonly [string, unknown])[]): string {
    const { createHmac } = process.getBuiltinModule('node:crypto');
    const digest = createHmac('sha256', this.#questionKey).update(writeJson([method, values]));
    return `confirm-${digest.digest('hex').slice(0, 32)}`;
  }

  async #invoke(
    definition: Definition,
    values: Record<string, unknown>,
    { saveTo, offered, labels }: RequestedCall,
    { context }: ToolRequest,
    { access, file }: { access: ClosedAccess; file: string | undefined },
    label: ((result: unknown) => unknown) | undefined,
  ): Promise<Shown> {
    const progress = new ProgressReport(context);
    const keeper = this.settings.keeperOf?.(definition);
    const notices = new Notices();
    const call: CallOptions = definition.offline
      ? {}
      : { signal: context.mcpReq.signal, onProgress: progress.bytes, onNotice: notices.add };
    if (definition.binary) {
      const path = file ?? (await targetOf(access, saveTo!));
      const own = { call: { ...call, saveTo: path }, labels, access, keeper };
      const saved = await definition.invoke(values, own);
      // The name in the definition is only an example.
      const name = saveTo ?? definition.name;
      return showFile(saved as SavedFile, name, this.#showing, label, saveTo && path);
    }
    if (saveTo !== undefined) {
      throw new InputError({ param: 'save_to', message: 'save_to: the result is not a file' });
    }
    const invocation = { call, labels, access, keeper, exact: true };
    try {
      const result = progress.wanted
        ? await streamed(definition, values, invocation, progress)
        : await definition.invoke(values, invocation);
      const name = `${offered.service}-${definition.name}`;
      return withNotices(await show(result, name, this.#showing, label), this.#shown(notices));
    } catch (error) {
      throw notices.addTo(error);
    }
  }
}

/** A result with what the service said besides it. */
function withNotices(shown: Shown, notices: string): Shown {
  if (!notices) return shown;
  return { ...shown, content: [...shown.content, { type: 'text', text: notices }], notices };
}

/** The effect of a call: saving a file is a change too. */
function effectOf(manifest: MethodManifest, saveTo: string | undefined): Effect {
  const effect = toolEffect(manifest, manifest.params);
  return effect === 'read' && saveTo !== undefined ? 'write' : effect;
}

/** The real path of the file that a model chose for a result. */
async function targetOf({ files }: ClosedAccess, saveTo: string): Promise<string> {
  try {
    return await files.forDriver(saveTo, 'write');
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const { what, hint, cause } = error;
    throw new InputError({ param: 'save_to', message: `save_to: ${what}`, hint, cause });
  }
}

/** Streams the method if it can and the client wants progress: the text so far is the progress. */
async function streamed(
  definition: Definition,
  values: Record<string, unknown>,
  context: Invocation,
  progress: ProgressReport,
): Promise<unknown> {
  if (!definition.invokeStream || !definition.textOf) return definition.invoke(values, context);
  const stream = await definition.invokeStream(values, context);
  for await (const chunk of stream) progress.text(definition.textOf(chunk) ?? '');
  return stream.result();
}

/** Minimum time between two progress notifications, in milliseconds. */
const PROGRESS_INTERVAL = 100;

/** Sends the client progress notifications, if it asked for them. */
class ProgressReport {
  readonly #context: ServerContext;
  readonly #token: string | number | undefined;
  #up = 0;
  #down = 0;
  #length = 0;
  #told = 0;
  #last = 0;

  constructor(context: ServerContext) {
    this.#context = context;
    this.#token = context.mcpReq._meta?.progressToken;
  }

  get wanted(): boolean {
    return this.#token !== undefined;
  }

  readonly bytes = ({ direction, done, total }: Progress): void => {
    if (direction === 'up') this.#up = done;
    else this.#down = done;
    const word = direction === 'up' ? 'sent' : 'received';
    const of = total === undefined ? '' : ` of ${total}`;
    this.#tell(this.#up + this.#down, `${done}${of} bytes ${word}`, done === total);
  };

  text(piece: string): void {
    this.#length += piece.length;
    if (piece) this.#tell(this.#length, `${this.#length} characters so far`);
  }

  #tell(progress: number, message: string, isLast = false): void {
    // Progress must increase, and a retry starts again from 0.
    if (this.#token === undefined || progress <= this.#told) return;
    if (!isLast && Date.now() - this.#last < PROGRESS_INTERVAL) return;
    this.#told = progress;
    this.#last = Date.now();
    const params = { progressToken: this.#token, progress, message };
    // A client that disconnected cannot be notified. Its signal aborts the call.
    this.#context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  }
}

function shownValue(value: unknown): string {
  return shownForConsent(typeof value === 'string' ? value : writeJson(value));
}
