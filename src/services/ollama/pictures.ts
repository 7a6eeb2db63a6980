import type { Call } from '../../core/definition/call.js';
import { isBase64 } from '../../core/definition/kinds/base64.js';
import { type BytesInput, bytesKind } from '../../core/definition/kinds/bytes.js';
import { anything, list } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import {
  callContext,
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../../core/definition/param.js';
import type { InputError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { readBounded } from '../../core/files/read-bounded.js';

/** An image as it was given, and where. */
export interface Picture {
  bytes: Bytes;
  /** `images[0]` */
  param: string;
}

const listKind = list(anything, '').kind;

const kind: Kind<BytesInput | readonly BytesInput[], Picture[]> = {
  name: 'list',
  takes: 'one or a list of: a path, an http(s) or data: URL, Base64',
  schema: { type: 'array', items: bytesKind.schema },
  async parse(value, context) {
    const items = await itemsOf(value, context);
    return Promise.all(
      items.map(async (item, index) => {
        const at = partContext(context, `[${index}]`);
        return { bytes: await bytesKind.parse(item, at), param: at.param };
      }),
    );
  },
};

/** A text is one image unless it is, or names, a JSON list. A repeated option is a list too. */
async function itemsOf(value: unknown, context: ParamContext): Promise<unknown[]> {
  if (Array.isArray(value)) {
    if (!context.sources) return value;
    return (await Promise.all(value.map((item) => itemsOf(item, context)))).flat();
  }
  if (typeof value !== 'string') return [value];
  const isList = /^\s*\[/.test(value) || (context.sources && /\.json5?$/i.test(value));
  return isList ? ((await listKind.parse(value, context)) as unknown[]) : [value];
}

/** A param with images. */
export function pictures<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}

/** No model accepts larger images: this is a mistake, or an endless stream. */
const LARGEST = 64 * 1024 * 1024;

/** Ollama only accepts images as bare Base64. */
export async function toBase64({ bytes, param }: Picture, call: Call): Promise<string> {
  const data = await readBounded(bytes, call, { largest: LARGEST, param });
  const { fileTypeFromBuffer } = await import('file-type');
  const type = (await fileTypeFromBuffer(data).catch(() => undefined))?.mime;
  if (type?.startsWith('image/')) return data.toString('base64');
  const what = type ? `${type}, not an image` : 'not an image of a known format';
  throw refused(param, `${bytes.from} is ${what}`, call);
}

const DATA_URL = /^data:[^,]*;base64,/i;

/**
 * The images of a message or request in Ollama's form. References (a path, a URL) are refused: a
 * message may come from outside, and must not read files.
 */
export function bareBase64(images: unknown, param: string, call: Call): unknown {
  if (!Array.isArray(images)) return images;
  return images.map((image: unknown, index) => {
    if (image instanceof Uint8Array) return Buffer.from(image).toString('base64');
    if (typeof image !== 'string') return image;
    const bare = image.replace(DATA_URL, '');
    if (bare !== '' && isBase64(bare)) return bare;
    throw refused(`${param}[${index}]`, 'Ollama only accepts images as Base64', call, MAKE_ONE);
  });
}

const MAKE_ONE =
  'Use GetContextMessageStructure to create a message from a path, a URL or bytes of an image.';

function refused(param: string, why: string, call: Call, hint?: string): InputError {
  return inputError(callContext(call, param), `: ${call.redactor.text(why)}`, { hint });
}
