import { checkFields, isGiven } from '../../core/connection/settings-fields.js';
import { date } from '../../core/definition/kinds/index.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import {
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../../core/definition/param.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** A record whose fields are known: dates, attributes and words become what ReportPortal expects. */
export function fields<const S extends ParamSpec>(
  known: readonly string[],
  summary: string,
  spec: S = {} as S,
) {
  const kind: Kind<JsonRecord | string, JsonRecord> = {
    ...recordKind,
    async parse(value, context) {
      const given = await recordKind.parse(value, context);
      checkFields(given, known, context);
      const found: Record<string, unknown> = {};
      for (const [name, one] of Object.entries(given)) {
        // An empty field of a template means: not given.
        if (!isGiven(one)) continue;
        found[name] = await converted(name, one, partContext(context, `.${name}`));
      }
      return found;
    },
  };
  return param(kind, summary, spec);
}

const DATES = ['startTime', 'endTime', 'time'];
/** Words that the server knows in capital letters. */
const WORDS = ['mode', 'type', 'status', 'accountRole', 'projectRole'];

function converted(name: string, value: unknown, context: ParamContext): unknown {
  if (DATES.includes(name)) return moment(value, context);
  if (name === 'attributes') return attributesOf(value, context);
  return WORDS.includes(name) && typeof value === 'string' ? value.toUpperCase() : value;
}

const dateKind = date('').kind;

/** Before 1973 in milliseconds, and after the year 5000 in seconds. */
const SMALLEST_MILLISECONDS = 1e11;

/**
 * A time with milliseconds: ReportPortal reads a number as milliseconds, so that seconds, which the
 * reference sends, would be in January 1970.
 */
async function moment(value: unknown, context: ParamContext): Promise<string> {
  const number = typeof value === 'number' || /^\d{9,14}$/.test(String(value)) ? Number(value) : 0;
  if (number > 0) {
    const time = new Date(number < SMALLEST_MILLISECONDS ? number * 1000 : number);
    if (!Number.isNaN(time.getTime())) return time.toISOString();
  }
  return (await dateKind.parse(value, context)).toISOString();
}

/** `build:3.1, smoke` as records; a list may have such texts, or records. */
export function attributesOf(value: unknown, context: ParamContext): JsonRecord[] {
  const items = typeof value === 'string' ? value.split(',') : [value].flat();
  return items
    .filter((item) => typeof item !== 'string' || item.trim() !== '')
    .map((item) => {
      if (isRecord(item)) return item;
      if (typeof item !== 'string') {
        throw inputError(context, ' must be text such as key:value, or records with key and value');
      }
      const [, key, rest] = /^([^:]*):(.*)$/s.exec(item) ?? [undefined, undefined, item];
      return { ...(key?.trim() && { key: key.trim() }), value: rest!.trim() };
    });
}
