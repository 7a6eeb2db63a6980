import { writeJson } from '../../core/json/write.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** A value in JSON, by the names of the fields on the way to it: `user_name`. */
export interface Leaf {
  name: string;
  text: string;
}

/**
 * The values in a record, in order. Fields of records down to `depth` levels are joined by `_`; 0 is
 * every level. If a name comes again, it gets a number.
 */
export function leavesOf(record: JsonRecord, depth: number): Leaf[] {
  const seen = new Map<string, number>();
  const walk = (part: JsonRecord, prefix: string, level: number): Leaf[] =>
    Object.entries(part).flatMap(([key, value]) => {
      const name = `${prefix}${key}`;
      if (isRecord(value) && (depth === 0 || level < depth)) {
        return walk(value, `${name}_`, level + 1);
      }
      const before = seen.get(name);
      seen.set(name, before === undefined ? 0 : before + 1);
      return [{ name: before === undefined ? name : `${name}${before}`, text: textOf(value) }];
    });
  return walk(record, '', 1);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : writeJson(value);
}
