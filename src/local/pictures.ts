import { isRecord } from '../core/is-record.js';
import { badRequest } from './errors.js';

/** A picture as it arrived: itself, or the address of it. */
export type Picture = { type: string; bytes: number } | { url: string };

/** Reads the picture of an `image_url` part. One that is elsewhere is not fetched. */
export function readPicture(from: unknown, at: string): Picture {
  const url = isRecord(from) ? from.url : from;
  if (typeof url !== 'string') throw badRequest(`'${at}.url' must be a text.`, `${at}.url`);
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return { url };
  // A Base64 text of any length: looked at by its ends, decoded only to be measured.
  const [head, type] = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w.=+-]+)*;base64,/i.exec(url) ?? [];
  const data = head === undefined ? '' : url.slice(head.length);
  const bytes = Buffer.byteLength(data, 'base64');
  if (!type || bytes === 0 || !isBase64(data)) {
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

/** What arrived, in words. */
export function describePictures(pictures: readonly Picture[]): string {
  const lines = pictures.map((picture) =>
    'url' in picture
      ? `- the address of one, which was not fetched: ${picture.url}`
      : `- ${picture.type}, ${picture.bytes} bytes`,
  );
  return ['I cannot see pictures: I am a search over documentation. What arrived:', ...lines].join(
    '\n',
  );
}
