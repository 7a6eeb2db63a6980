import { exists } from '../../core/access/files.js';
import { looksLikeBase64 } from '../../core/definition/kinds/base64.js';
import { type BytesInput, bytesKind } from '../../core/definition/kinds/bytes.js';
import { textOrNumber } from '../../core/definition/kinds/index.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import {
  accessOf,
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import { isFileId } from './file-id.js';

const plain = textOrNumber('').kind;

/** The target of a message: a chat, and in a forum one of its topics. */
export interface Target {
  chat_id: number | string;
  message_thread_id?: number | undefined;
}

const targetKind: Kind<string | number, Target> = {
  name: 'text',
  takes:
    'an ID such as -1001234567890, or a name such as @channel; with a topic such as -1001234567890*12',
  schema: { type: ['string', 'number'] },
  async parse(value, context) {
    // The @ of a channel name does not mean a file.
    const isName = typeof value === 'string' && /^\s*@(?!@)/.test(value);
    const text = (isName ? value : await plain.parse(value, context)).trim();
    const [, id, name, topic] = /^(?:(-?\d{1,15})|(@\w+))(?:\*(\d{1,15}))?$/.exec(text) ?? [];
    if (!id && !name) throw refuse(text, context, targetKind.takes);
    return { chat_id: name ?? Number(id), message_thread_id: topic ? Number(topic) : undefined };
  },
};

/** A chat param: `chat` or `chat*topic`. */
export function target<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(targetKind, summary, spec);
}

/** The chat without a topic. */
export function chatOf({ chat_id }: Target): Pick<Target, 'chat_id'> {
  return { chat_id };
}

const idKind: Kind<string | number, number> = {
  name: 'text',
  takes: 'a whole number',
  schema: { type: ['string', 'number'] },
  async parse(value, context) {
    const text = (await plain.parse(value, context)).trim();
    if (!/^\d{1,15}$/.test(text)) throw refuse(text, context, idKind.takes);
    return Number(text);
  },
};

/** A param with the number of a message, a user or a topic. */
export function id<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(idKind, summary, spec);
}

/** A param in degrees from `-most` to `most`. */
export function degrees<const S extends ParamSpec>(most: number, summary: string, spec: S) {
  const takes = `degrees from -${most} to ${most}, with a decimal point`;
  const kind: Kind<string | number, number> = {
    name: 'text',
    takes,
    schema: { type: ['string', 'number'] },
    async parse(value, context) {
      const text = (await plain.parse(value, context)).trim();
      const number = /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
      if (!(Math.abs(number) <= most)) throw refuse(text, context, takes);
      return number;
    },
  };
  return param(kind, summary, spec);
}

/** A file to send: its bytes, or the `file_id` of one on Telegram's servers. */
export type Media = Bytes | string;

const mediaKind: Kind<BytesInput, Media> = {
  name: 'bytes',
  takes: 'a path, a URL, Base64, - for standard input, or the file_id of a file on Telegram',
  schema: { type: 'string', description: 'a path, an http(s) or data: URL, Base64 or a file_id' },
  reach: 'read',
  async parse(value, context) {
    if (typeof value === 'string' && (await meansFileId(value, context))) return value;
    return bytesKind.parse(value, context);
  },
};

/** A `file_id` is also Base64, and could be a file name: an existing file takes precedence. */
async function meansFileId(text: string, context: ParamContext): Promise<boolean> {
  if (!/^[\w-]{30,}$/.test(text)) return false;
  if (await exists(accessOf(context).files, text)) return false;
  return isFileId(text) || !looksLikeBase64(text);
}

/** A param with a file to send. */
export function media<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(mediaKind, summary, spec);
}

/** A file of an album, and its type. */
export interface GroupItem {
  type: string;
  media: Media;
}

type GroupInput = Readonly<Record<string, string>> | ReadonlyMap<BytesInput, string> | string;

const GROUP_TYPES = ['audio', 'document', 'photo', 'video'];

const groupKind: Kind<GroupInput, GroupItem[]> = {
  name: 'record',
  takes: `a JSON object of 2 to 10 files with their types, such as "{'one.jpg':'photo','two.mp4':'video'}"`,
  schema: { type: 'object', additionalProperties: { enum: GROUP_TYPES } },
  async parse(value, context) {
    const entries =
      value instanceof Map
        ? [...(value as ReadonlyMap<unknown, unknown>)]
        : Object.entries(await recordKind.parse(value, context));
    if (entries.length < 2 || entries.length > 10) {
      throw refuse(`${entries.length} files`, context, groupKind.takes);
    }
    checkTypes(entries, context);
    return Promise.all(entries.map((entry, index) => groupItem(entry, index, context)));
  },
};

/** Telegram allows albums of photos and videos; audio and documents cannot be mixed. */
function checkTypes(entries: readonly (readonly unknown[])[], context: ParamContext): void {
  const types = entries.map(([, type]) => type);
  for (const type of types) {
    if (GROUP_TYPES.includes(type as string)) continue;
    throw refuse(type, context, `the types ${GROUP_TYPES.join(', ')}`);
  }
  const families = new Set(types.map((type) => (type === 'photo' ? 'video' : type)));
  if (families.size > 1) {
    const mixed = [...new Set(types)].join(' and ');
    throw refuse(mixed, context, 'photos with videos; or only documents, or only audio');
  }
}

async function groupItem(
  [file, type]: readonly unknown[],
  index: number,
  context: ParamContext,
): Promise<GroupItem> {
  const at = partContext(context, `[${index}]`);
  return { type: type as string, media: await mediaKind.parse(file, at) };
}

/** A param with the files of an album. */
export function group<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(groupKind, summary, spec);
}
