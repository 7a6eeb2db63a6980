import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { badRequest } from '../errors.js';

/** Reads an optional field that must be one of a few words. */
export function oneOf<const T extends string>(
  body: JsonRecord,
  name: string,
  words: readonly T[],
): T | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined || words.includes(value as T)) return value as T | undefined;
  throw badRequest(`'${name}' must be one of ${words.join(', ')}.`, name);
}

/** Reads a string of limited length, which may be empty. */
export function optionalText(body: JsonRecord, name: string, most: number): string | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined || (typeof value === 'string' && value.length <= most)) return value;
  throw badRequest(`'${name}' must be a string of at most ${most} characters.`, name);
}

export function numberWithin(
  body: JsonRecord,
  name: string,
  { least, most }: { least: number; most: number },
): number | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw badRequest(`'${name}' must be a number from ${least} to ${most}.`, name);
}

/** Reads the caller's metadata: up to 16 strings with short keys. */
export function metadataOf(body: JsonRecord): Record<string, string> | undefined {
  const value = body.metadata ?? undefined;
  if (value === undefined) return undefined;
  const isNotes =
    isRecord(value) &&
    Object.keys(value).length <= 16 &&
    Object.entries(value).every(
      ([key, text]) => key.length <= 64 && typeof text === 'string' && text.length <= 512,
    );
  if (isNotes) return value as Record<string, string>;
  throw badRequest(
    "'metadata' must have at most 16 strings of up to 512 characters, with keys of up to 64 characters.",
    'metadata',
  );
}

/** Reads a list of IDs. */
export function idsOf(body: JsonRecord, name: string, most: number): string[] {
  const value = body[name] ?? [];
  const isList =
    Array.isArray(value) && value.length <= most && value.every((id) => typeof id === 'string');
  if (isList) return value as string[];
  throw badRequest(`'${name}' must be an array of at most ${most} IDs.`, name);
}
