import { clip, inputError, refuse } from '../definition/kinds/refuse.js';
import { secretKind } from '../definition/kinds/secret.js';
import { type ParamContext, partContext } from '../definition/param.js';
import type { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';

/** Readers for the fields of connection settings: hosts, ports, names, secrets. */

/** Creates the error for invalid settings. */
export type Fail = (message: string) => InputError;

/** The errors of one param; `takes` is their hint. */
export function failing(context: ParamContext, takes: string): Fail {
  return (message) => inputError(context, `: ${message}`, { hint: `It must be ${takes}.` });
}

/** The context of a field, for errors. */
export function fieldContext(context: ParamContext, name: string): ParamContext {
  return partContext(context, `.${name}`);
}

export function checkFields(
  record: JsonRecord,
  known: readonly string[],
  context: ParamContext,
): void {
  const other = Object.keys(record).find((key) => !known.includes(key));
  if (other === undefined) return;
  const hint = `Fields: ${known.join(', ')}.`;
  throw inputError(context, `: unknown field "${clip(other)}"`, { hint });
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

export function textField(
  record: JsonRecord,
  name: string,
  context: ParamContext,
): string | undefined {
  const value = record[name];
  if (!isGiven(value)) return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw refuse(value, fieldContext(context, name), 'a string');
  return value;
}

/** Masks these fields, and looks them up (`env:NAME`) if a user typed them. */
export async function withSecrets(
  record: JsonRecord,
  names: readonly string[],
  context: ParamContext,
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = { ...record };
  for (const name of names) {
    const value = record[name];
    // An empty one means none, as in the reference.
    if (typeof value === 'string' && value !== '') {
      found[name] = await secretKind.parse(value, fieldContext(context, name));
    }
  }
  return found;
}

export function hostOf(value: string | undefined, fail: Fail): string {
  const host = value?.trim().replace(/^\[(.+)\]$/, '$1') ?? '';
  // A host that begins with a dash would become an option in the command that a dry run shows.
  if (!/^[^\s/@-][^\s/@]*$/.test(host)) {
    throw fail(
      host === '' ? 'the host is missing' : 'the host is neither a name nor an IP address',
    );
  }
  return host;
}

export function portOf(value: unknown, usual: number, fail: Fail): number {
  if (!isGiven(value)) return usual;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw fail('the port must be a number from 1 to 65535');
}

/** A time limit in seconds; text is accepted too, as in the reference's examples. */
export function secondsOf(record: Readonly<Record<string, unknown>>, name: string, fail: Fail) {
  const value = record[name];
  if (!isGiven(value)) return undefined;
  const seconds = Number(value);
  if (seconds > 0) return seconds;
  throw fail(`${name} must be a number of seconds`);
}
