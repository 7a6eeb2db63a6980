import { type Call, DryRunDone } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { HttpError, InputError, OintError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { fetchContent } from '../../core/http/fetch-bytes.js';
import { readAll } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { path } from '../../core/http/url.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { endpoint } from './endpoint.js';
import { mediaType, UNKNOWN } from './media-type.js';
import type { Message } from './types.js';

/** What is needed to download an image from the chat's own server. */
interface Server {
  url: string;
  token: string;
  headers: JsonRecord | undefined;
}

/**
 * Converts messages for chat endpoints. Parts of the Responses API, which the reference creates for
 * images, become parts of the chat API: OpenAI refuses the former in chats, and other servers
 * silently ignore them. An image with a file ID is downloaded from the same server and embedded.
 */
export async function forChat(
  messages: readonly Message[],
  server: Server,
  call: Call,
): Promise<readonly Message[]> {
  if (!messages.some(hasOtherParts)) return messages;
  const pictures = new Map<string, Promise<string>>();
  const picture = (id: string) => {
    const url = pictures.get(id) ?? fetchPicture(id, server, call);
    pictures.set(id, url);
    return url;
  };
  return Promise.all(
    messages.map(async (message) =>
      hasOtherParts(message)
        ? {
            ...message,
            content: await Promise.all(
              (message.content as readonly unknown[]).map((from) => part(from, picture, call)),
            ),
          }
        : message,
    ),
  ) as Promise<readonly Message[]>;
}

const OTHER = new Set(['input_text', 'output_text', 'input_image']);

function hasOtherParts({ content }: Message): boolean {
  return Array.isArray(content) && content.some((p) => isRecord(p) && OTHER.has(String(p.type)));
}

async function part(
  from: unknown,
  picture: (id: string) => Promise<string>,
  call: Call,
): Promise<unknown> {
  if (!isRecord(from)) return from;
  if (from.type === 'input_text' || from.type === 'output_text') {
    return { ...from, type: 'text' };
  }
  if (from.type !== 'input_image') return from;
  const { file_id, image_url, detail } = from;
  if (!file_id && isRecord(image_url)) return { type: 'image_url', image_url };
  const url = typeof file_id === 'string' && file_id ? await picture(file_id) : image_url;
  if (typeof url !== 'string' || !url) {
    throw new InputError({
      method: call.method,
      param: 'messages',
      message: 'a part of type input_image needs a file_id or an image_url',
    });
  }
  return {
    type: 'image_url',
    image_url: { url, ...(typeof detail === 'string' && { detail }) },
  };
}

/** A stored image as a data: URL; its media type is detected from its first bytes. */
async function fetchPicture(id: string, server: Server, call: Call): Promise<string> {
  const { url, transport } = endpoint(server.url, path`/files/${id}/content`);
  const { token, headers } = server;
  const spec = { token, headers, transport, ownHeaders: { accept: '*/*' } };
  try {
    const data = await exchange(call, 'GET', url, spec, readAll, 'read');
    const type = await mediaType(data);
    if (type.startsWith('image/') || type === UNKNOWN) return toDataUrl(data, type);
    throw noPicture(`the file ${id}`, type, 'messages', call);
  } catch (error) {
    // A dry run shows the request with a placeholder for the bytes.
    if (error instanceof DryRunDone) return `data:;base64,(the bytes of ${id})`;
    if (error instanceof HttpError && KEEPS_TO_ITSELF.has(error.status)) {
      throw notHandedOut(id, error, call);
    }
    throw error;
  }
}

/** Downloads an image as a data: URL, for servers that do not download images. */
export async function pictureInside(url: string, call: Call): Promise<string> {
  const data = await fetchContent(url, call);
  const type = await mediaType(data);
  if (type.startsWith('image/')) return toDataUrl(data, type);
  throw noPicture(url, type, 'messages', call);
}

/** The errors of servers that have no files, or do not return their contents. */
const KEEPS_TO_ITSELF = new Set([400, 403, 404, 405, 410, 422, 501]);

function notHandedOut(id: string, error: HttpError, call: Call): OintError {
  return new HttpError({
    method: call.method,
    status: error.status,
    headers: { ...error.headers },
    requestId: error.requestId,
    body: error.body,
    message: `the server does not return the file ${id}, so the model cannot see it: ${firstLine(error.message)}`,
    hint: 'Pass the image itself (a path or URL) to GetImageMessageStructure instead of its file ID.',
    cause: error,
  });
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.replace(/^\S+ \S+: /, '');
}

function toDataUrl(data: Buffer, type: string): string {
  return `data:${type};base64,${data.toString('base64')}`;
}

/** The chat form of an image given as a path or bytes: a data: URL. */
export async function pictureUrl(picture: Bytes, param: string, call: Call): Promise<string> {
  const data = await readPicture(picture, param, call);
  const type = await mediaType(data, picture.type);
  if (type.startsWith('image/')) return toDataUrl(data, type);
  throw noPicture(picture.from, type, param, call);
}

async function readPicture(picture: Bytes, param: string, call: Call): Promise<Buffer> {
  try {
    return await picture.buffer();
  } catch (cause) {
    if (cause instanceof OintError) throw cause;
    const what = `: cannot read ${picture.from}: ${(cause as Error).message}`;
    throw inputError(callContext(call, param), what, { cause });
  }
}

function noPicture(from: string, type: string, param: string, call: Call): InputError {
  const what = type === UNKNOWN ? 'not an image of a known format' : `${type}, not an image`;
  return inputError(callContext(call, param), call.redactor.text(`: ${from} is ${what}`));
}
