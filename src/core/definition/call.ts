import { AbortedError, type DeadlineName, InputError } from '../errors/errors.js';
import { Redactor } from '../errors/redact.js';
import { now } from '../util/clock.js';
import { type CallOptions, callDefaults } from './call-options.js';
import { type Labels, libraryLabels } from './labels.js';

/** What a method does to the other side: retries, confirmations and hints go by it. */
export type Effect = 'read' | 'write' | 'delete';

/** Lengths of deadlines in milliseconds. */
export type Deadlines = Readonly<Partial<Record<DeadlineName, number>>>;

/** Status and headers of the last answer. */
export interface Answered {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
}

/** Thrown where a dry run would have to know the answer to go on: what would be sent is written down. */
export class DryRunDone extends Error {}

/** The options of a call without any. */
const NONE: CallOptions = {};

/** What to do about an error status. A hint that names inputs is made with the labels of the call. */
export type Hints = Readonly<Record<number, string | ((call: Call) => string)>>;

/** What of a method's params a call needs to name them. */
interface NamedParam {
  readonly option: string | undefined;
  readonly role: 'destination' | undefined;
  readonly kind: { readonly name: string };
}

type NamedParams = Readonly<Record<string, NamedParam>>;

interface CallContext {
  /** Of what the call is a part of: its secrets are masked here too. */
  redactor?: Redactor | undefined;
  dryRun?: string[] | undefined;
  hints?: Hints | undefined;
  deadlines?: Deadlines | undefined;
  params?: NamedParams | undefined;
  labels?: Labels | undefined;
}

/** What one request of a call has of its own. */
interface CallChanges {
  /** Laid over the options of the call. */
  options?: CallOptions;
  deadline?: number;
  /** Sent even in a dry run. */
  dryRun?: undefined;
}

/** One call of one method, from its arguments to its result: its options, secrets and time left. */
export class Call {
  readonly method: string;
  readonly effect: Effect;
  readonly options: CallOptions;
  readonly redactor: Redactor;
  /** When the whole call must be over, on the clock of `now()`. */
  readonly deadline: number;
  /** What the last answer was, for `fullResponse`. */
  answered: Answered | undefined;
  /** Where requests are written down instead of being sent. */
  readonly dryRun: string[] | undefined;
  /** What to do about an error status, where this method has more to say than usual. */
  readonly hints: Hints;
  /** The deadlines of this method where the caller gives none, as far as they are not the usual ones. */
  readonly deadlines: Deadlines;
  /** How the caller's face names what it was given. */
  readonly labels: Labels;
  readonly params: NamedParams;

  constructor(
    method: string,
    effect: Effect,
    options: CallOptions = NONE,
    { redactor, dryRun, hints, deadlines, params, labels }: CallContext = {},
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
    if (options !== NONE) checkOptions(this, options);
    this.deadline = now() + this.limit('timeout');
    if (options.signal?.aborted) throw this.aborted();
  }

  /**
   * The same call for one of its requests, with something changed. What it was answered is its own;
   * secrets that become known in one are masked in both.
   */
  with({ options, ...changes }: CallChanges): Call {
    const own = { options: { ...this.options, ...options }, answered: undefined };
    return Object.assign(Object.create(Call.prototype), this, changes, own);
  }

  /** A deadline's length in milliseconds. */
  limit(name: DeadlineName): number {
    return this.options[name] ?? this.deadlines[name] ?? callDefaults[name];
  }

  /** What the caller knows an input by: `messages[0]`, on a command line `--msgs[0]`. */
  label(param: string): string {
    const key = /^\w*/.exec(param)![0];
    return `${this.labels.param(key, this.params[key]?.option)}${param.slice(key.length)}`;
  }

  /** The method's param that says whom it calls; none where the service has a fixed address. */
  get destinationParam(): string | undefined {
    return Object.keys(this.params).find((one) => this.params[one]!.role === 'destination');
  }

  /** What names the server: that param, or what stands in for a fixed address. */
  get destination(): string {
    const key = this.destinationParam;
    if (key !== undefined) return this.label(key);
    return this.labels.callOption('baseUrl') ?? 'the address of the server';
  }

  /** The method's param for a secret, where it has one. */
  get credentials(): string | undefined {
    const key = Object.keys(this.params).find((one) => this.params[one]!.kind.name === 'secret');
    return key === undefined ? undefined : this.label(key);
  }

  aborted(): AbortedError {
    return new AbortedError({ method: this.method, message: 'interrupted' });
  }

  /** In a dry run, writes down what would be sent and ends the call there. */
  wouldSend(line: () => string): void {
    if (!this.dryRun) return;
    this.dryRun.push(this.redactor.text(line()));
    throw new DryRunDone();
  }

  /** Writes a line for `--debug`; `line` is only made where somebody reads it. */
  debug(line: () => string): void {
    this.options.debug?.(this.redactor.text(line()));
  }
}

const NUMBERS = Object.keys(callDefaults) as readonly (keyof typeof callDefaults)[];
/** Every call option: the compiler finds one that is missing here. */
const KNOWN = {
  ...callDefaults,
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
  debug: true,
  baseUrl: true,
} satisfies Record<keyof CallOptions, unknown>;

function checkOptions({ method }: Call, options: CallOptions): void {
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(KNOWN, key)) continue;
    const message = `there is no call option "${key}"`;
    const hint = `There are: ${Object.keys(KNOWN).join(', ')}.`;
    throw new InputError({ method, param: key, message, hint });
  }
  for (const key of NUMBERS) {
    const value = options[key];
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    const message = `${key} takes a number of ${key === 'retries' ? 'times' : 'milliseconds'}`;
    throw new InputError({ method, param: key, message });
  }
}
