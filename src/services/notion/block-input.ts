import { list, records } from '../../core/definition/kinds/index.js';
import { type Kind, type ParamSpec, param } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';

const blocks = list(records, '').kind;

type Given = JsonRecord | readonly JsonRecord[] | string;

const kind: Kind<Given, readonly JsonRecord[] | string> = {
  name: 'record',
  takes: `a JSON object such as "{'type':'divider','divider':{}}", a list of them, or an ID`,
  schema: { type: ['object', 'array', 'string'] },
  parse: (value, place) =>
    typeof value === 'string' && /^[0-9a-f-]{32,36}$/i.test(value.trim())
      ? value.trim()
      : blocks.parse(value, place),
};

/** A param for blocks, or for the ID of a block to copy. */
export function blockInput<const S extends ParamSpec>(summary: string, spec: S) {
  return param(kind, summary, spec);
}
