import { type Access, openAccess } from '../access/access.js';
import { AbortedError, type DeadlineName, InputError, ResponseError } from '../errors/errors.js';
import { Redactor } from '../errors/redact.js';
import { parseExact, parsePlain } from '../json/parse.js';
import { now } from '../util/clock.js';
import { isTooDeepJson, TOO_DEEP } from '../util/depth.js';
import { type CallOptions, callDefaults } from './call-options.js';
import type { Keeper } from './keeper.js';
import { type Labels, libraryLabels } from './labels.js';
import type { Terminal } from './terminal.js';

/** What a method does on the server. Retries, confirmations and hints depend on it. */
export type Effect = 'read' | 'write' | 'delete';

/** Deadlines in milliseconds. */
export type Deadlines = Readonly<Partial<Record<DeadlineName, number>>>;

/** Status and headers of the last response. */
export interface Answered {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
}

/**
 * Ends a dry run at the point where it would need a response. The requests are recorded by then.
 */
export class DryRunDone extends Error {}

/** The options of a call that gives none. */
const NONE: CallOptions = {};

/**
 * What to do about an error status. A hint that names params is built with the labels of the call.
 */
export type Hints = Readonly<Record<number, string | ((call: Call) => string)>>;

/** The fields of a param that a call needs to name it. */
interface NamedParam {
  readonly option: string | undefined;
  readonly role: 'destination' | undefined;
  readonly kind: { readonly name: string; readonly schema?: Readonly<Record<string, unknown>> };
}

type NamedParams = Readonly<Record<string, NamedParam>>;

interface CallContext {
  /** The redactor of the surrounding call: its secrets are masked here too. */
  redactor?: Redactor | undefined;
  dryRun?: string[] | undefined;
  hints?: Hints | undefined;
  deadlines?: Deadlines | undefined;
  params?: NamedParams | undefined;
  labels?: Labels | undefined;
  access?: Access | undefined;
  isTyped?: boolean | undefined;
  exact?: boolean | undefined;
  namesFiles?: boolean | undefined;
  keeper?: Keeper | undefined;
  terminal?: Terminal | undefined;
  key?: string | undefined;
}

/** What may differ for one request of a call. */
interface CallChanges {
  access?: Access;
  /** Override the options of the call. */
  options?: CallOptions;
  deadline?: number;
  /** What this request does, if the method can send any. */
  effect?: Effect;
  /** Sent even in a dry run. */
  dryRun?: undefined;
}

/** One call of one method, from its arguments to its result: options, secrets, remaining time. */
export class Call {
  readonly method: string;
  readonly effect: Effect;
  readonly options: CallOptions;
  readonly redactor: Redactor;
  /** When the whole call must end, on the clock of `now()`. */
  readonly deadline: number;
  /** The last response, for `fullResponse`. */
  answered: Answered | undefined;
  /** Where requests are recorded instead of being sent. */
  readonly dryRun: string[] | undefined;
  /** What to do about an error status, if this method has a more specific hint. */
  readonly hints: Hints;
  /** The default deadlines of this method that differ from the usual ones. */
  readonly deadlines: Deadlines;
  /** The names that the caller's face uses for params and call options. */
  readonly labels: Labels;
  readonly params: NamedParams;
  /** The files and hosts that the call may access. */
  readonly access: Access;
  /** True if a user typed the values, and not a program, which may pass on those of others. */
  readonly isTyped: boolean;
  /** True if the face writes results as JSON text, which keeps every digit: see `parseJson`. */
  readonly exact: boolean;
  /** True if text that cannot be the content itself names a file, although no user typed it. */
  readonly namesFiles: boolean;
  /** Where the face keeps values that the service may replace. */
  readonly keeper: Keeper | undefined;
  /** The user at the command line, for methods that need one. */
  readonly terminal: Terminal | undefined;
  /** What a method that is `keyed` sends: 32 hexadecimal digits, the same if the call is repeated. */
  readonly key: string | undefined;

  constructor(
    method: string,
    effect: Effect,
    options: CallOptions = NONE,
    {
      redactor,
      dryRun,
      hints,
      deadlines,
      params,
      labels,
      access,
      isTyped,
      exact,
      namesFiles,
      keeper,
      terminal,
      key,
    }: CallContext = {},
  ) {
    this.method = method;
    this.effect = effect;
    this.options = options;
    this.redactor = redactor ?? new Redactor();
    this.dryRun = dryRun;
    this.hints = hints ?? {};
    this.deadlines = deadlines ?? {};
    this.labels = labels ?? libraryLabels;
    this.params = params ?? {};
    this.access = access ?? openAccess;
    this.isTyped = isTyped ?? false;
    this.exact = exact ?? false;
    this.namesFiles = namesFiles ?? false;
    this.keeper = keeper;
    this.terminal = terminal;
    this.key = key;
    if (options !== NONE) checkOptions(this, options);
    this.deadline = now() + this.limit('timeout');
    if (options.signal?.aborted) throw this.aborted();
  }

  /**
   * A copy of the call with changes, for one of its requests. The copy has its own `answered`;
   * secrets added to either are masked in both.
   */
  with({ options, ...changes }: CallChanges): Call {
    const own = { options: { ...this.options, ...options }, answered: undefined };
    return Object.assign(Object.create(Call.prototype), this, changes, own);
  }

  /** A deadline's length in milliseconds. */
  limit(name: DeadlineName): number {
    return this.options[name] ?? this.deadlines[name] ?? callDefaults[name];
  }

  /** The caller's name for a param: `messages[0]`, on a command line `--msgs[0]`. */
  label(param: string): string {
    const key = /^\w*/.exec(param)![0];
    return `${this.labels.param(key, this.params[key]?.option)}${param.slice(key.length)}`;
  }

  /** The param with the server's address. None if the service has a fixed address. */
  get destinationParam(): string | undefined {
    return Object.keys(this.params).find((one) => this.params[one]!.role === 'destination');
  }

  /** The caller's name for that param, or for what replaces a fixed address. */
  get destination(): string {
    const key = this.destinationParam;
    if (key !== undefined) return this.label(key);
    return this.labels.callOption('baseUrl') ?? 'the address of the server';
  }

  /** The method's secret param, or a record of secrets, if it has one. */
  get credentials(): string | undefined {
    const key = Object.keys(this.params).find((one) => {
      const { name, schema } = this.params[one]!.kind;
      return name === 'secret' || (name === 'record' && schema?.writeOnly === true);
    });
    return key === undefined ? undefined : this.label(key);
  }

  /**
   * Reads JSON from a service. No digit of a number is lost: if a JavaScript number would lose
   * some, a program gets the number's text, and a face that writes JSON gets a `JsonNumber`.
   *
   * @throws {SyntaxError} It is not JSON.
   * @throws {ResponseError} It is nested so deep that walking through it could overflow the stack.
   */
  parseJson(text: string): unknown {
    if (isTooDeepJson(text)) {
      throw new ResponseError({ method: this.method, message: `the response is ${TOO_DEEP}` });
    }
    return this.exact ? parseExact(text) : parsePlain(text);
  }

  aborted(): AbortedError {
    return new AbortedError({ method: this.method, message: 'interrupted' });
  }

  /** In a dry run, records the request and ends the call. */
  wouldSend(line: () => string): void {
    if (!this.dryRun) return;
    this.dryRun.push(this.redactor.text(line()));
    throw new DryRunDone();
  }

  /** Writes a line for `--debug`. `line` is only built if it is read. */
  debug(line: () => string): void {
    this.options.debug?.(this.redactor.text(line()));
  }
}

/** Call options that are numbers, and what they count. */
const NUMBERS: Readonly<Partial<Record<keyof CallOptions, string>>> = {
  ...Object.fromEntries(Object.keys(callDefaults).map((key) => [key, 'number of milliseconds'])),
  retries: 'number',
  maxFilesize: 'number of bytes',
};
/** Every call option. The compiler reports one that is missing here. */
const KNOWN = {
  ...callDefaults,
  maxFilesize: true,
  retryWrites: true,
  proxy: true,
  ca: true,
  cert: true,
  key: true,
  insecure: true,
  hostKey: true,
  signal: true,
  fullResponse: true,
  saveTo: true,
  onProgress: true,
  onRetry: true,
  onNotice: true,
  debug: true,
  baseUrl: true,
} satisfies Record<keyof CallOptions, unknown>;

function checkOptions({ method }: Call, options: CallOptions): void {
  // Not Object.entries: this runs for each call.
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(KNOWN, key)) {
      const message = `unknown call option "${key}"`;
      const hint = `Call options: ${Object.keys(KNOWN).join(', ')}.`;
      throw new InputError({ method, param: key, message, hint });
    }
    const what = NUMBERS[key as keyof CallOptions];
    const value = what && options[key as keyof CallOptions];
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    throw new InputError({ method, param: key, message: `${key} must be a ${what}, 0 or more` });
  }
}
