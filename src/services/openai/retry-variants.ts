import { HttpError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import {
  UNKNOWN,
  withJoinedTurns,
  withMessages,
  withoutUnknownFields,
  withTextForNull,
} from './message-variants.js';

/** A request that a server refused, and what may be done about it. */
interface Refused {
  /** The request that was sent. */
  json: JsonRecord;
  /** The request before any changes. */
  original: JsonRecord;
  /** The fields set by the caller. */
  given: JsonRecord;
  /** The server's error message. */
  words: string;
  /** Downloads an image as a data: URL. */
  inline(url: string): Promise<string>;
}

/**
 * What many servers refuse, and how to say the same in a form they accept. Nothing from the caller
 * is dropped: it is sent in another form, or was not the caller's (the request for token counts,
 * another server's fields in a model's reply).
 */
interface Variant {
  refused: RegExp;
  /** Returns the changed request; `undefined` if there is nothing to change. */
  change(refused: Refused): JsonRecord | undefined | Promise<JsonRecord | undefined>;
}

const variants: readonly Variant[] = [
  { refused: /stream_options|include_usage/, change: withoutUsage },
  { refused: /\bdeveloper\b|\b(message|invalid|unknown) role|^$/i, change: withoutDeveloper },
  {
    refused:
      /response[_ ]format|json_?(schema|object)|json mode|structured output|should be 'text'/i,
    change: withOtherFormat,
  },
  { refused: /max_(completion_)?tokens/, change: withOtherLimit },
  { refused: /base64|invalid image|image urls?\b|remote image/i, change: withPicturesInside },
  { refused: UNKNOWN, change: withoutUnknownFields },
  { refused: /\bcontent\b/i, change: withTextForNull },
  { refused: /alternat/i, change: withJoinedTurns },
];

/** Statuses that may mean "not in this form". */
const REFUSALS = new Set([400, 422, 500, 501]);

interface Sender<T> extends Pick<Refused, 'given' | 'inline'> {
  send(json: JsonRecord): Promise<T>;
  /** Called for each new attempt. */
  onChange(words: string): void;
}

/**
 * Sends a request; if the server refuses something that can be sent in another form, tries that. If
 * nothing helps, throws the first error, or a later one if that is about something else.
 */
export async function retryVariants<T>(
  original: JsonRecord,
  { send, given, inline, onChange }: Sender<T>,
): Promise<{ answer: T; json: JsonRecord }> {
  const tried: Variant[] = [];
  let json = original;
  let first: unknown;
  for (;;) {
    try {
      return { answer: await send(json), json };
    } catch (error) {
      if (!(error instanceof HttpError) || !REFUSALS.has(error.status)) throw error;
      first ??= error;
      const words = wordsOf(error);
      const next = await nextVariant({ json, original, given, words, inline });
      if (!next) throw tried.some(({ refused }) => refused.test(words)) ? first : error;
      tried.push(next.variant);
      json = next.json;
      onChange(words);
    }
  }
}

/** The server's own message, without our additions. */
function wordsOf({ body }: HttpError): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** The request in another form; `undefined` if no known change would help. */
export async function nextVariant(
  refused: Refused,
): Promise<{ json: JsonRecord; variant: Variant } | undefined> {
  for (const variant of variants) {
    const json = variant.refused.test(refused.words) ? await variant.change(refused) : undefined;
    if (json) return { json, variant };
  }
  return undefined;
}

function without(json: JsonRecord, key: string): JsonRecord {
  const { [key]: _, ...rest } = json;
  return rest;
}

function withoutUsage({ json, given }: Refused): JsonRecord | undefined {
  const isOurs = 'stream_options' in json && !('stream_options' in given);
  return isOurs ? without(json, 'stream_options') : undefined;
}

function withoutDeveloper({ json }: Refused): JsonRecord | undefined {
  return withMessages(json, (message) =>
    message.role === 'developer' ? { ...message, role: 'system' } : message,
  );
}

/** OpenAI's newer models only support one name, many servers only the other. */
function withOtherLimit({ json, words }: Refused): JsonRecord | undefined {
  const [old, newer] = ['max_tokens', 'max_completion_tokens'];
  if (old in json && !(newer in json) && words.includes(newer)) {
    return { ...without(json, old), [newer]: json[old] };
  }
  const isNew = newer in json && !(old in json) && words.includes(newer) && UNKNOWN.test(words);
  return isNew ? { ...without(json, newer), [old]: json[newer] } : undefined;
}

/** From a schema to any JSON to the prompt; the model is always told what is wanted. */
function withOtherFormat({ json, original, words }: Refused): JsonRecord | undefined {
  const { response_format: format } = json;
  if (!isRecord(format) || (format.type !== 'json_schema' && format.type !== 'json_object')) {
    return undefined;
  }
  // A caller who wants strict must learn what is not strict about the schema.
  const schema = schemaOf(original);
  const { strict } = isRecord(format.json_schema) ? format.json_schema : {};
  if (strict === true && /invalid schema/i.test(words)) return undefined;
  const asked = instructed(json, schema);
  if (/word '?"?json/i.test(words)) return asked;
  if (format !== original.response_format) return without(asked ?? json, 'response_format');
  if (format.type === 'json_schema') {
    return asked && { ...asked, response_format: { type: 'json_object' } };
  }
  const any = { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } };
  return /json_schema/.test(words)
    ? { ...json, response_format: any }
    : without(asked ?? json, 'response_format');
}

/** The schema that a request has for its reply. */
export function schemaOf({ response_format: format }: JsonRecord): JsonRecord | undefined {
  const about = isRecord(format) ? format.json_schema : undefined;
  return isRecord(about) && isRecord(about.schema) ? about.schema : undefined;
}

const ONLY_JSON = 'Answer with JSON alone, with no words around it';

/** The request with the format described in the prompt; `undefined` if it already is. */
function instructed(json: JsonRecord, schema: JsonRecord | undefined): JsonRecord | undefined {
  const messages = Array.isArray(json.messages) ? json.messages : [];
  if (JSON.stringify(messages).includes(ONLY_JSON)) return undefined;
  const text = schema
    ? `${ONLY_JSON}, of this JSON Schema:\n${JSON.stringify(schema)}`
    : `${ONLY_JSON}: one object.`;
  const [first, ...rest] = messages;
  const isSystem = isRecord(first) && (first.role === 'system' || first.role === 'developer');
  return isSystem && typeof first.content === 'string'
    ? { ...json, messages: [{ ...first, content: `${first.content}\n\n${text}` }, ...rest] }
    : { ...json, messages: [{ role: 'system', content: text }, ...messages] };
}

/** For servers that do not download images: embeds them in the message. */
async function withPicturesInside({ json, inline }: Refused): Promise<JsonRecord | undefined> {
  const data = new Map<string, string>();
  for (const url of remotePictures(json)) data.set(url, await inline(url));
  if (data.size === 0) return undefined;
  return withMessages(json, (message) => {
    if (!Array.isArray(message.content)) return message;
    const content = message.content.map((part: unknown) => {
      const found = data.get(pictureOf(part) ?? '');
      if (!found || !isRecord(part)) return part;
      const { image_url } = part;
      return { ...part, image_url: { ...(isRecord(image_url) && image_url), url: found } };
    });
    return { ...message, content };
  });
}

function remotePictures({ messages }: JsonRecord): string[] {
  const parts = (Array.isArray(messages) ? messages : []).flatMap((message) =>
    isRecord(message) && Array.isArray(message.content) ? message.content : [],
  );
  const urls = parts.map(pictureOf).filter((url) => url !== undefined);
  return [...new Set(urls)].filter((url) => /^https?:/i.test(url));
}

function pictureOf(part: unknown): string | undefined {
  if (!isRecord(part) || part.type !== 'image_url') return undefined;
  const url = isRecord(part.image_url) ? part.image_url.url : part.image_url;
  return typeof url === 'string' ? url : undefined;
}
