import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { oneLine } from '../../core/http/server-words.js';
import { cut } from '../../core/util/cut.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { xmlBody } from './body.js';
import { urlOf } from './names.js';
import { send } from './send.js';
import type { Basic } from './settings.js';
import type { Deleted, DeletionError, Deletions, S3Answer } from './types.js';
import { toXml, type Xml } from './xml.js';

/** S3's limit for one request. */
const MOST_NAMES = 1000;

/** The bucket in which objects are deleted. */
export interface DeletionPlace {
  basic: Basic;
  bucket: string;
  pathStyle: boolean;
  headers?: JsonRecord | undefined;
}

/** Deletes any number of objects. Throws if some could not be deleted. */
export async function deleteAll(
  call: Call,
  place: DeletionPlace,
  names: readonly string[],
): Promise<S3Answer<Deletions>> {
  const inXml = names.filter((name) => !NOT_IN_XML.test(name));
  const others = names.filter((name) => NOT_IN_XML.test(name));
  const all: { Deleted: Deleted[]; Error: DeletionError[] } = { Deleted: [], Error: [] };
  let last: S3Answer<unknown> = { status: 200, response: {}, headers: {} };
  for (let at = 0; at < inXml.length; at += MOST_NAMES) {
    const answer = await deletePage(call, place, inXml.slice(at, at + MOST_NAMES));
    all.Deleted.push(...answer.response.DeleteResult.Deleted);
    all.Error.push(...answer.response.DeleteResult.Error);
    last = answer;
  }
  for (const name of others) {
    const { basic, headers } = place;
    const url = urlOf(basic, { ...place, name });
    last = await send(call, basic, { method: 'DELETE', url, headers });
    all.Deleted.push({ Key: name });
  }
  if (all.Error.length > 0) throw notDeleted(all.Error, names.length, last.status, call);
  return { ...last, response: { DeleteResult: { Deleted: all.Deleted } } };
}

/** Characters that XML 1.0 cannot contain in any form. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys may contain them
const NOT_IN_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

interface DeleteResult {
  DeleteResult: { Deleted: Deleted[]; Error: DeletionError[] };
}

function deletePage(
  call: Call,
  { basic, bucket, pathStyle, headers }: DeletionPlace,
  names: readonly string[],
): Promise<S3Answer<DeleteResult>> {
  const url = urlOf(basic, { bucket, pathStyle }, { delete: '' });
  const objects = names.map((name): [string, Xml] => ['Object', [['Key', name]]]);
  const sending = { method: 'POST', url, headers, root: 'DeleteResult' };
  return send<DeleteResult>(call, basic, { ...sending, ...xmlBody(toXml('Delete', objects)) });
}

/** How many failures an error names. */
const NAMED = 5;

function notDeleted(
  errors: readonly DeletionError[],
  total: number,
  status: number,
  call: Call,
): ResponseError {
  const lines = errors.slice(0, NAMED).map(({ Key = '', Code = '', Message = '' }) => {
    return `${JSON.stringify(cut(Key, 200))}: ${[Code, oneLine(Message, 200)].filter(Boolean).join(': ')}`;
  });
  const more = errors.length > NAMED ? `; and ${errors.length - NAMED} more` : '';
  return new ResponseError({
    method: call.method,
    status,
    message: call.redactor.text(
      `${errors.length} of ${total} objects were not deleted: ${lines.join('; ')}${more}`,
    ),
    hint: 'The others were deleted. You can run it again.',
  });
}
