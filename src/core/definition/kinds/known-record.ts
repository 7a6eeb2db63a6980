import type { JsonRecord } from '../../util/is-record.js';
import { type Kind, type ParamSpec, param } from '../param.js';
import { recordKind } from './json.js';
import { clip, inputError } from './refuse.js';

/** A record param whose possible fields are known: a misspelled one is refused, not ignored. */
export function knownRecord<const S extends ParamSpec>(
  names: readonly string[],
  summary: string,
  spec: S = {} as S,
) {
  const kind: Kind<JsonRecord | string, JsonRecord> = {
    ...recordKind,
    async parse(value, place) {
      const found = await recordKind.parse(value, place);
      const unknown = Object.keys(found).find((name) => !names.includes(name));
      if (unknown === undefined) return found;
      const shown = clip(place.redactor.text(unknown));
      const hint = `Fields: ${names.join(', ')}.`;
      throw inputError(place, `: unknown field "${shown}"`, { hint });
    },
  };
  return param(kind, summary, spec);
}
