import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';
import { type Encoding, encodingOf } from '../files/encoding.js';
import { LARGEST } from './read.js';

/** The text of a body, in the encoding that its headers name. */
export function responseText(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  usual: Encoding,
  { method }: Call,
): string {
  if (body.length > LARGEST) {
    const message = `the response of ${body.length} bytes is too large for a text`;
    throw new ResponseError({ method, message, hint: 'Save it to a file.' });
  }
  const named = /charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1];
  return ((named && encodingOf(named)) || usual).decode(body).replace(/^\uFEFF/, '');
}

/** JSON as a value, text as text, anything else as bytes. */
export function responseValue(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  usual: Encoding,
  call: Call,
): unknown {
  const type = (headers['content-type'] ?? '').toLowerCase();
  const isJson = /\bjson\b/.test(type.split(';')[0]!);
  const isText =
    isJson || /^(text\/|application\/(xml|javascript|x-www-form-urlencoded))|\+xml\b/.test(type);
  if (!isText) return body.length === 0 ? '' : body;
  const text = responseText(body, headers, usual, call);
  if (!isJson || text.trim() === '') return text;
  try {
    return call.parseJson(text);
  } catch (error) {
    // Not what its type says: it is shown as it is.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
