import { isRecord } from '../../core/is-record.js';
import type { Picture } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';

/** Reads the picture of an `image_url` part: itself, or from its address. */
export async function readPicture(from: unknown, at: string, local: Local): Promise<Picture> {
  const url = isRecord(from) ? from.url : from;
  if (typeof url !== 'string') throw badRequest(`'${at}.url' must be a text.`, `${at}.url`);
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return local.fetchPicture(url);
  // A Base64 text of any length: looked at by its ends.
  const [head, type] = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w.=+-]+)*;base64,/i.exec(url) ?? [];
  const data = head === undefined ? '' : url.slice(head.length);
  const bytes = isBase64(data) ? Buffer.from(data, 'base64') : Buffer.of();
  if (!type || bytes.length === 0) {
    throw badRequest(
      `'${at}.url' must be an http(s) address, or a picture as data:image/…;base64,….`,
      `${at}.url`,
      'invalid_image_url',
    );
  }
  return { type: type.toLowerCase(), bytes };
}

function isBase64(data: string): boolean {
  return !/[^A-Za-z0-9+/=\s_-]/.test(data);
}
