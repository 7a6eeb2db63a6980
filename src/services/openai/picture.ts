import { exists } from '../../core/access/files.js';
import type { Call } from '../../core/definition/call.js';
import { type BytesInput, bytesKind } from '../../core/definition/kinds/bytes.js';
import {
  accessOf,
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
} from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import { mediaType } from './media-type.js';
import { pictureUrl } from './messages.js';
import type { Part } from './types.js';

/** An image as it was given: the ID of a stored file, a URL, or the image itself. */
export type Picture = { id: string } | { url: string } | { bytes: Bytes; param: string };

const kind: Kind<BytesInput, Picture> = {
  name: 'bytes',
  takes: 'a file ID, a path, an http(s) or data: URL, Base64, or - for standard input',
  schema: { type: 'string', description: 'a file ID, path, URL or Base64' },
  reach: 'read',
  async parse(value, place) {
    if (typeof value === 'string') {
      if (/^https?:\/\//i.test(value)) return { url: value };
      if (await looksLikeId(value, place)) return { id: value };
    }
    return { bytes: await bytesKind.parse(value, place), param: place.param };
  },
};

/** A word without dots and slashes that is neither an existing file nor an image's Base64. */
async function looksLikeId(value: string, place: ParamContext): Promise<boolean> {
  if (!/^\w[\w-]*$/.test(value)) return false;
  if (await exists(accessOf(place).files, value)) return false;
  const decoded = await mediaType(Buffer.from(value, 'base64'));
  return !decoded.startsWith('image/');
}

/** An image param. */
export function picture<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}

/**
 * The parts of a message with an image: the reference's form for a file ID, the chat API's for
 * others.
 */
export async function pictureParts(
  from: Picture,
  prompt: string | undefined,
  call: Call,
): Promise<Part[]> {
  if ('id' in from) {
    const parts: Part[] = [{ type: 'input_image', file_id: from.id }];
    return prompt ? [...parts, { type: 'input_text', text: prompt }] : parts;
  }
  const url = 'url' in from ? from.url : await pictureUrl(from.bytes, from.param, call);
  const image: Part = { type: 'image_url', image_url: { url } };
  return prompt ? [{ type: 'text', text: prompt }, image] : [image];
}
