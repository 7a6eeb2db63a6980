import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { xmlBody } from './body.js';
import { toXml, type Xml } from './xml.js';

/** Converts tags to S3's form. */
export function tagBody(tags: JsonRecord, call: Call) {
  const set = Object.entries(tags).map(([name, value]): [string, Xml] => [
    'Tag',
    [
      ['Key', name],
      ['Value', tagValue(name, value, call)],
    ],
  ]);
  return xmlBody(toXml('Tagging', [['TagSet', set]]));
}

function tagValue(name: string, value: unknown, call: Call): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const message = `the tag "${cut(name, 60)}" must be text`;
  throw new InputError({ method: call.method, param: 'tags', message });
}
