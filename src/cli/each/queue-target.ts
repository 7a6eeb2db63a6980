import { isSecret } from '../../core/definition/param.js';
import { isSecretHeader } from '../../core/errors/redact.js';
import { parseLoose } from '../../core/json/parse-loose.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { hasPassword, isReference } from '../../serving/variables.js';
import { CallQueue } from '../queue/call-queue.js';
import { LostCallError } from '../queue/worker-error.js';
import { filledFrom, rawParams, readCall, refused, type TypedCall } from './method-target.js';
import type { Target } from './target.js';

/** How often a call that only reads is sent again after Redis has lost it. */
const MOST_LOST = 5;

/** A URL whose password is a variable. */
const REFERRED = /:(?:@@|%40%40)[\w.-]+@/;

/** A method that the workers of a queue call. */
interface MethodOfQueue {
  queue: CallQueue;
  /** Has it called with more values by param, in which nothing is looked up. */
  call(ticket: string, data: JsonRecord, signal: AbortSignal): Promise<unknown>;
  /** The same for a call whose answer need not be found again. */
  send(data: JsonRecord, signal: AbortSignal): Promise<unknown>;
  release(): Promise<void>;
}

/** Reads a method and its options, and refuses what must not be sent to workers. */
export async function readSendable(args: readonly string[]): Promise<TypedCall> {
  const typed = await readCall(args);
  checkSendable(typed);
  return typed;
}

/** Connects to a queue, for calls of a method with its options as typed. */
export async function methodOfQueue(url: string, typed: TypedCall): Promise<MethodOfQueue> {
  const { service, method, line, target } = typed;
  const filled = new Set(typed.fillings.map(([key]) => key));
  const raw = new Set(rawParams(typed));
  const given = method.params.flatMap(({ key, option }) => {
    const value = line.values[option];
    return value === undefined || filled.has(key) ? [] : [{ key, option, value }];
  });
  const typedData = Object.fromEntries(
    given.flatMap(({ key, value }) => (raw.has(key) ? [[key, value]] : [])),
  );
  const queue = await CallQueue.connect('each', url);
  const call = async (ticket: string, row: JsonRecord, signal: AbortSignal) => {
    const data = { ...typedData, ...row };
    const values = Object.fromEntries(
      given.flatMap(({ key, option, value }) => (key in data ? [] : [[option, value]])),
    );
    const wanted = { service, method: method.name, values, data };
    for (let time = 1; ; time++) {
      try {
        return await queue.call(ticket, wanted, signal);
      } catch (error) {
        const isGone = error instanceof LostCallError;
        if (!isGone || target.isWrite || time === MOST_LOST) throw error;
        await queue.forget(ticket);
      }
    }
  };
  // An answer that is left there is removed by Redis, later.
  const forget = (ticket: string) => void queue.forget(ticket).catch(() => {});
  const send = async (data: JsonRecord, signal: AbortSignal) => {
    const ticket = queue.ticket();
    try {
      return await call(ticket, data, signal);
    } finally {
      forget(ticket);
    }
  };
  return { queue, call, send, release: () => queue.close() };
}

/** Has the method called by the workers of a queue. */
export async function queueTarget(url: string, args: readonly string[]): Promise<Target> {
  const typed = await readSendable(args);
  const { queue, call, release } = await methodOfQueue(url, typed);
  return {
    ...typed.target,
    // A call may wait in the queue for longer than a service knows its key.
    isKeyed: false,
    call: (row, { signal, ticket }) => call(ticket!, filledFrom(row, typed), signal),
    newTicket: () => queue.ticket(),
    resume: (ticket, signal) => queue.resume(ticket, signal),
    forget: (ticket) => void queue.forget(ticket).catch(() => {}),
    release,
  };
}

/** Refuses what must not be stored in Redis, or what only this machine could look up. */
function checkSendable({ method, line, definition, fillings }: TypedCall): void {
  if (line.config !== undefined) throw refused('--config is not sent to workers');
  for (const param of method.params) {
    const { key, option } = param;
    const texts = [line.values[option] ?? []].flat();
    if (isSecret(definition.params[key]!)) {
      if (texts.every((text) => isReference(text) || REFERRED.test(text))) continue;
      throw refused(
        `--${option} must not be stored in Redis`,
        `Leave it out, and set it where the workers run: oint config set ${definition.service}.${option} …; or name one of their variables: --${option} @@Name`,
      );
    }
    if (texts.some((text) => hasPassword(text) && !REFERRED.test(text))) {
      throw refused(
        `the password in --${option} must not be stored in Redis`,
        `Name a variable of the workers: --${option} scheme://user:@@Name@host`,
      );
    }
    const field = texts.map(secretFieldIn).find(Boolean);
    if (field !== undefined) {
      throw refused(
        `${field} in --${option} must not be stored in Redis`,
        `Name a variable of the workers: '${field}':'@@Name'`,
      );
    }
    const isFilled = fillings.some(([name]) => name === key);
    if (isFilled || line.raw.has(option)) continue;
    const local = texts.find((text) => text === '-' || /^@(?!@)/.test(text));
    if (local === undefined) continue;
    throw refused(
      `--${option} ${local} would be looked up on the machine of a worker`,
      'Put the value into a column of the rows.',
    );
  }
}

/** The first field of JSON, or header, whose name says that its value is a secret. */
function secretFieldIn(text: string): string | undefined {
  const [, header] = /^([\w-]+): *\S/.exec(text) ?? [];
  if (header !== undefined && isSecretHeader(header)) return header;
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return secretFieldOf(parseLoose(text));
  } catch {
    return undefined;
  }
}

function secretFieldOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    const isSecret = typeof item === 'string' && !isReference(item) && isSecretHeader(name);
    const found = isSecret ? name : secretFieldOf(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
