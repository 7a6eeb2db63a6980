import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { typeByName } from '../../core/files/media-type.js';
import type { FormField } from '../../core/http/form.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { ask, upload } from './bot.js';
import { marked } from './fields.js';
import type { GroupItem, Media, Target } from './kinds.js';
import type { BotAnswer, Message } from './types.js';

interface Captioned {
  token: string;
  chat: Target;
  text: string;
  markup: string | undefined;
  keyboard?: JsonRecord | undefined;
}

const METHODS = {
  photo: 'sendPhoto',
  video: 'sendVideo',
  audio: 'sendAudio',
  document: 'sendDocument',
  animation: 'sendAnimation',
} as const;

/** Sends a file, or the `file_id` of one on Telegram's servers. */
export async function sendFile(
  call: Call,
  as: keyof typeof METHODS,
  file: Media,
  { token, chat, text, markup, keyboard }: Captioned,
  name?: string,
): Promise<BotAnswer<Message>> {
  const fields = { ...chat, ...marked('caption', text, markup), reply_markup: keyboard };
  if (typeof file === 'string') return ask(call, token, METHODS[as], { ...fields, [as]: file });
  const part: FormField = [as, await named(file, as, name)];
  return upload(call, token, METHODS[as], fields, [part]);
}

/** Sends several files as an album, with the caption under the first. */
export async function sendGroup(
  call: Call,
  items: readonly GroupItem[],
  { token, chat, text, markup }: Captioned,
): Promise<BotAnswer<Message[]>> {
  const parts: FormField[] = [];
  const media: JsonRecord[] = [];
  for (const [index, { type, media: file }] of items.entries()) {
    const name = `file${index}`;
    const first = index === 0 ? marked('caption', text, markup) : {};
    const isKnown = typeof file === 'string';
    media.push({ type, media: isKnown ? file : `attach://${name}`, ...first });
    if (!isKnown) parts.push([name, await named(file, type)]);
  }
  if (parts.length === 0) return ask(call, token, 'sendMediaGroup', { ...chat, media });
  return upload(call, token, 'sendMediaGroup', { ...chat, media }, parts);
}

/** The extension for bytes without a name, by type. The first of a type is the default. */
const ENDINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  photo: { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/gif': 'gif' },
  video: { 'video/mp4': 'mp4', 'video/webm': 'webm', 'video/quicktime': 'mov' },
  audio: { 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/ogg': 'ogg' },
  animation: { 'image/gif': 'gif', 'video/mp4': 'mp4' },
};

/**
 * A file under a name with the right extension, which Telegram relies on. A document keeps its own
 * name, because users see it.
 */
async function named(file: Bytes, as: string, wanted?: string): Promise<Bytes> {
  const own = wanted ?? file.name;
  const type = own === undefined ? undefined : await typeByName(own);
  const endings = ENDINGS[as];
  if (!endings) return file.as(own ?? 'file', file.type ?? type);
  if (own !== undefined && type) return file.as(own, type);
  const [usual] = Object.keys(endings);
  const known = file.type && Object.hasOwn(endings, file.type) ? file.type : usual!;
  return file.as(`${as}.${endings[known]}`, known);
}
