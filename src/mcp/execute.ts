import type {
  CallToolResult,
  InputRequiredResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import { inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { fixedValues } from '../catalogue/tool-input.js';
import type { CallOptions, Progress } from '../core/definition/call-options.js';
import type { Labels } from '../core/definition/labels.js';
import type { Definition, Invocation } from '../core/definition/method.js';
import { InputError } from '../core/errors/errors.js';
import { Redactor } from '../core/errors/redact.js';
import type { SavedFile } from '../core/http/save.js';
import type { JsonRecord } from '../core/util/is-record.js';
import { Catalogue, definitionOf, type Offered } from './catalogue.js';
import { type Showing, type Shown, show, showFile } from './content.js';
import type { Roots } from './roots.js';
import type { McpSettings } from './settings.js';
import { FileStore } from './store.js';
import { safeValues } from './values.js';
import { references, Variables } from './variables.js';

/** What a tool knows of the request it answers. */
export interface Asked {
  context: ServerContext;
  /** Whether the client can ask its user. */
  canAsk: boolean;
}

/** A call of a method, as a model asked for it. */
export interface Wanted {
  offered: Offered;
  parameters: JsonRecord;
  /** How the tool names the parameters. */
  labels: Labels;
  /** Where a file that comes is written, in an open folder. */
  saveTo?: string | undefined;
}

/** The methods as a model runs them: with safe values, confirmed, watched, and shown without bytes. */
export class Runner {
  readonly settings: McpSettings;
  readonly catalogue: Catalogue;
  readonly variables: Variables;
  readonly store = new FileStore();
  readonly #roots: Roots;
  /** Knows the secrets of fixed values and variables. */
  readonly redactor = new Redactor();

  constructor(settings: McpSettings, roots: Roots) {
    this.settings = settings;
    this.catalogue = new Catalogue(settings);
    this.variables = new Variables(settings, this.redactor);
    this.#roots = roots;
  }

  get #showing(): Showing {
    return { store: this.store, redactor: this.redactor, limit: this.settings.limit };
  }

  /** The values of a method that are not the model's to give. */
  fixed(definition: Definition): Promise<Record<string, unknown>> {
    const values = this.settings.fixed[definition.service] ?? {};
    const context = { method: 'mcp', redactor: this.redactor, sources: references };
    return fixedValues(definition, values, context);
  }

  /** Runs a method; the result, or the question for the user that comes before. */
  async run(
    wanted: Wanted,
    asked: Asked,
    label?: (result: unknown) => unknown,
  ): Promise<Shown | InputRequiredResult | CallToolResult> {
    const { offered, parameters } = wanted;
    const definition = await definitionOf(offered);
    const { variables, store, settings } = this;
    const guards = { variables, store, roots: this.#roots, urls: settings.urls };
    const fixed = await this.fixed(definition);
    const values = await safeValues(definition, parameters, fixed, guards);
    const answer = this.#confirmed(wanted, asked);
    if (answer) return answer;
    const started = Date.now();
    const title = `${offered.service} ${definition.name}`;
    try {
      const shown = await this.#invoke(definition, values, wanted, asked, label);
      settings.log(`${title} done in ${Date.now() - started} ms`);
      return shown;
    } catch (error) {
      settings.log(`${title} failed: ${this.redactor.text(String((error as Error).message))}`);
      throw error;
    }
  }

  /** Nothing where the call may go on; else the question, or the refusal. */
  #confirmed(
    { offered, parameters, saveTo }: Wanted,
    { context, canAsk }: Asked,
  ): InputRequiredResult | CallToolResult | undefined {
    const { manifest, service } = offered;
    if (manifest.effect === 'read' || !this.settings.confirm || !canAsk) return undefined;
    const response = inputResponse(context.mcpReq.inputResponses, 'confirm');
    if (response.kind === 'elicit') {
      if (response.action === 'accept' && response.content?.allow !== false) return undefined;
      const text = 'The user did not allow this call. Nothing was done.';
      return { content: [{ type: 'text', text }], isError: true };
    }
    const does = manifest.effect === 'delete' ? 'deletes' : 'changes something';
    const values = Object.entries({ ...parameters, ...(saveTo && { save_to: saveTo }) });
    const lines = values.map(([name, value]) => `${name}: ${clipped(value)}`);
    const message = this.redactor.text(
      [`${service} ${manifest.name} ${does}: ${manifest.summary}`, ...lines].join('\n'),
    );
    const requestedSchema = {
      type: 'object' as const,
      properties: { allow: { type: 'boolean' as const, title: 'Allow this call', default: true } },
    };
    const confirm = inputRequired.elicit({ mode: 'form', message, requestedSchema });
    return inputRequired({ inputRequests: { confirm } });
  }

  async #invoke(
    definition: Definition,
    values: Record<string, unknown>,
    { saveTo, offered, labels }: Wanted,
    { context }: Asked,
    label: ((result: unknown) => unknown) | undefined,
  ): Promise<Shown> {
    const progress = new ProgressReport(context);
    const call: CallOptions = definition.offline
      ? {}
      : { signal: context.mcpReq.signal, onProgress: progress.bytes };
    if (definition.binary) {
      const path = await this.#target(saveTo, definition.binary);
      const saved = await definition.invoke(values, { call: { ...call, saveTo: path }, labels });
      // The name in the definition is that of an example, and tells nothing of this file.
      const name = saveTo ?? definition.name;
      return showFile(saved as SavedFile, name, this.#showing, label, saveTo && path);
    }
    if (saveTo !== undefined) {
      throw new InputError({ param: 'save_to', message: 'save_to: the result is not a file' });
    }
    const result = progress.wanted
      ? await streamed(definition, values, { call, labels }, progress)
      : await definition.invoke(values, { call, labels });
    return show(result, `${offered.service}-${definition.name}`, this.#showing, label);
  }

  #target(saveTo: string | undefined, example: string): Promise<string> {
    if (saveTo === undefined) return this.store.place(example);
    if (this.settings.readOnly) {
      const message = 'save_to: this server was started with --read-only';
      throw new InputError({ param: 'save_to', message });
    }
    return this.#roots.inside(saveTo, 'save_to');
  }
}

/** A method that streams is run so, where somebody watches: its text is the progress. */
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

/** No more often than this, in milliseconds, is a client told. */
const PAUSE = 100;

/** Tells the client how far a call has come, where it wants to know. */
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
    // It may only grow: a request that is repeated begins anew.
    if (this.#token === undefined || progress <= this.#told) return;
    if (!isLast && Date.now() - this.#last < PAUSE) return;
    this.#told = progress;
    this.#last = Date.now();
    const params = { progressToken: this.#token, progress, message };
    // Whoever has gone hears no more of it; the call ends by its signal.
    this.#context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  }
}

const LONGEST_VALUE = 300;

function clipped(value: unknown): string {
  // On one line: what a value says is not to look as if we said it.
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
