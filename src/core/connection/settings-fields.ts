import { clip, inputError, refuse } from '../definition/kinds/refuse.js';
import { secretKind } from '../definition/kinds/secret.js';
import { type ParamContext, partContext } from '../definition/param.js';
import type { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';

/** Readers of the fields that connection settings are made of: hosts, ports, names, secrets. */

/** Makes the error for settings that cannot be used. */
export type Fail = (message: string) => InputError;

/** The errors of one param; `takes` is their hint. */
export function failing(context: ParamContext, takes: string): Fail {
  return (message) => inputError(context, `: ${message}`, { hint: `It takes ${takes}.` });
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
  const hint = `There are: ${known.join(', ')}.`;
  throw inputError(context, `: there is no field "${clip(other)}"`, { hint });
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
  if (typeof value !== 'string') throw refuse(value, fieldContext(context, name), 'text');
  return value;
}

/** Masks these fields, and looks them up (`env:NAME`) if a person typed them. */
export async function withSecrets(
  record: JsonRecord,
  names: readonly string[],
  context: ParamContext,
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = { ...record };
  for (const name of names) {
    const value = record[name];
    // An empty one is the reference's "none".
    if (typeof value === 'string' && value !== '') {
      found[name] = await secretKind.parse(value, fieldContext(context, name));
    }
  }
  return found;
}

export function hostOf(value: string | undefined, fail: Fail): string {
  const host = value?.trim().replace(/^\[(.+)\]$/, '$1') ?? '';
  // A host that begins with a dash would become an option of the command that a dry run shows.
  if (!/^[^\s/@-][^\s/@]*$/.test(host)) {
    throw fail(host === '' ? 'it names no host' : 'its host is neither a name nor an address');
  }
  return host;
}

export function portOf(value: unknown, usual: number, fail: Fail): number {
  if (!isGiven(value)) return usual;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw fail('a port is a number from 1 to 65535');
}
