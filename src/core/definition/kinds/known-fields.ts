import { didYouMean } from '../../util/did-you-mean.js';
import type { JsonRecord } from '../../util/is-record.js';
import { type Kind, type ParamContext, type ParamSpec, param } from '../param.js';
import { type ListOf, recordKind, records } from './json.js';
import { clip, inputError } from './refuse.js';

/**
 * A record param whose fields the service defines. Another field is a typing error: the service would
 * ignore it without a word.
 */
export function knownFields<const S extends ParamSpec>(
  known: readonly string[],
  summary: string,
  spec: S = {} as S,
) {
  const kind: Kind<JsonRecord | string, JsonRecord> = {
    ...recordKind,
    parse: async (value, context) =>
      checked(await recordKind.parse(value, context), known, context),
  };
  return param(kind, summary, spec);
}

/** The items of a list of such records. */
export function knownRecords(known: readonly string[]): ListOf<JsonRecord, JsonRecord> {
  return {
    ...records,
    item: (value, refuse, context) => checked(records.item(value, refuse, context), known, context),
  };
}

function checked(found: JsonRecord, known: readonly string[], context: ParamContext): JsonRecord {
  const unknown = Object.keys(found).find((field) => !known.includes(field));
  if (unknown === undefined) return found;
  const hint = didYouMean(unknown, known) ?? `Fields: ${known.join(', ')}.`;
  const shown = clip(context.redactor.text(unknown));
  throw inputError(context, `: unknown field "${shown}"`, { hint });
}
