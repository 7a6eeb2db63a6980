import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { Fields } from '../../core/rest/route.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { namedBase64 } from './upload.js';
import { type Portal, send } from './wire.js';

interface Content extends Portal {
  message: string;
  files: Readonly<Record<string, Bytes>> | undefined;
  title: string | undefined;
}

/** Sends a post with its files in one request. */
export async function sendPost(
  call: Call,
  route: string,
  { message, files = {}, title, ...portal }: Content,
  more: Fields,
): Promise<JsonRecord> {
  const pairs = [];
  for (const [name, data] of Object.entries(files)) {
    pairs.push(await namedBase64(name, data, call, `files.${name}`));
  }
  return send(call, portal, route, {
    POST_MESSAGE: message,
    POST_TITLE: title,
    FILES: pairs.length > 0 ? pairs : undefined,
    ...more,
  });
}
