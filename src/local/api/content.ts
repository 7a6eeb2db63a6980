import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { AttachedFile, Picture } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { readAttached, readPicture } from './attached.js';

/** The text of a message and what is attached to it. */
export interface Content {
  text: string;
  pictures: readonly Picture[];
  files: readonly AttachedFile[];
}

const TAKEN = 'text, image_url, file; input_text, input_image, input_file';
const TEXTS: Readonly<Record<string, 'text' | 'refusal'>> = {
  text: 'text',
  input_text: 'text',
  output_text: 'text',
  refusal: 'refusal',
};

/**
 * Reads a message's content: a string, or parts of chat completions or responses. Both endpoints
 * accept both, because many programs mix them up.
 */
export async function readContent(content: unknown, at: string, local: Local): Promise<Content> {
  if (typeof content === 'string') return { text: content, pictures: [], files: [] };
  if (!Array.isArray(content))
    throw badRequest(`'${at}' must be a string or an array of parts.`, at);
  const texts: string[] = [];
  const pictures: Picture[] = [];
  const files: AttachedFile[] = [];
  for (const [index, part] of content.entries()) {
    const here = `${at}[${index}]`;
    const text = textOf(part);
    if (text !== undefined) texts.push(text);
    else if (isRecord(part) && isPicture(part)) pictures.push(await pictureOf(part, here, local));
    else if (isRecord(part) && (part.type === 'file' || part.type === 'input_file')) {
      const attached = await readAttached(part.type === 'file' ? part.file : part, here, local);
      if ('text' in attached) texts.push(attached.text);
      else files.push(attached);
    } else throw notTaken(part, here);
  }
  return { text: texts.join('\n'), pictures, files };
}

function textOf(part: unknown): string | undefined {
  if (!isRecord(part) || typeof part.type !== 'string') return undefined;
  const key = Object.hasOwn(TEXTS, part.type) ? TEXTS[part.type]! : undefined;
  const text = key && part[key];
  return typeof text === 'string' ? text : undefined;
}

function isPicture({ type }: JsonRecord): boolean {
  return type === 'image_url' || type === 'input_image';
}

function pictureOf(part: JsonRecord, at: string, local: Local): Promise<Picture> {
  const { image_url: url, file_id } = part;
  const from = isRecord(url) ? url : { url: url ?? undefined, file_id };
  const field = part.type === 'image_url' ? `${at}.image_url` : at;
  return readPicture(from, field, local);
}

function notTaken(part: unknown, at: string) {
  const type = isRecord(part) && typeof part.type === 'string' ? part.type : undefined;
  if (type === 'input_audio') {
    const message = `'${at}' is audio, which no model on this server understands. Transcribe it first: POST /v1/audio/transcriptions.`;
    return badRequest(message, at, 'unsupported_content');
  }
  const named = type === undefined ? '' : ` '${type}'`;
  return badRequest(
    `'${at}' is an unsupported or incomplete part${named}. Supported: ${TAKEN}.`,
    at,
  );
}
