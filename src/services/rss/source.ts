import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { readTyped } from '../../core/definition/kinds/typed.js';
import {
  type Kind,
  mayNameFile,
  type ParamContext,
  type ParamSpec,
  param,
} from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';

/** The XML of a feed: its text, or bytes whose encoding it declares itself. */
export type FeedSource = string | Bytes;

const TAKES = 'XML text, a path, an http(s) URL, or - for standard input';

const kind: Kind<string | Uint8Array, FeedSource> = {
  name: 'text',
  takes: TAKES,
  schema: { type: 'string', description: TAKES },
  reach: 'read',
  parse(value, context) {
    if (typeof value !== 'string') return bytesKind.parse(value, context);
    if (/^[\s\ufeff]*</.test(value)) return fromText(value, context);
    if (/^\s*$/.test(value)) throw refuse(value, context, TAKES);
    return fromElsewhere(value, context);
  },
};

/** In the text that a user types, `\n` may stand for a line break. */
function fromText(text: string, context: ParamContext): string | Promise<string> {
  const plain = text.replace(/^[\s\ufeff]+/, '');
  return context.sources ? readTyped(plain, context, context.sources) : plain;
}

/** A program's text is XML or nothing: only a user and their scripts name files and URLs in this way. */
function fromElsewhere(value: string, context: ParamContext): FeedSource | Promise<FeedSource> {
  const { sources, call } = context;
  if (!mayNameFile(context) && call?.access.trusted !== false) {
    throw inputError(context, ' is not XML', { hint: 'Pass the text of the feed, or its bytes.' });
  }
  if (!sources || !value.startsWith('@@')) return bytesKind.parse(value, context);
  const text = sources.variable(value.slice(2));
  if (text === undefined) throw refuse(value, context, TAKES);
  return text;
}

/** A param for a feed. */
export function feed<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
