import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { writeJson } from '../../core/json/write.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { dropboxPath } from './paths.js';
import { content, type Signed } from './wire.js';

/** Downloads a file, or what Dropbox makes of it. */
export function download(
  call: Call,
  { token }: Signed,
  route: string,
  path: string,
): Promise<BytesOrFile> {
  const headers = argument({ path: dropboxPath(path) });
  return content.download(call, { token }, route, { headers });
}

/** Sends bytes with an argument. */
export function sendBytes(
  call: Call,
  { token }: Signed,
  route: string,
  arg: JsonRecord,
  bytes: Bytes,
): Promise<JsonRecord> {
  // Dropbox accepts no other media type.
  const body = bytes.as(undefined, 'application/octet-stream');
  return content.upload(call, { token }, route, { headers: argument(arg), body });
}

/** The argument of a route is in a header, where only ASCII is safe: other letters are escaped. */
function argument(arg: JsonRecord): Record<string, string> {
  const json = writeJson(arg).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { 'dropbox-api-arg': json };
}
