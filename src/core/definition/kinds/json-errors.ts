import type { InputError } from '../../errors/errors.js';
import { isSecretHeader } from '../../errors/redact.js';
import type { ParamContext } from '../param.js';
import { clip, inputError } from './refuse.js';

/** Text that should be JSON, and where it comes from. */
export interface JsonText {
  text: string;
  /** What the text was read from (`data.json`), if it was not passed directly. */
  from?: string | undefined;
  context: ParamContext;
  /** True if plain text is accepted too. */
  isPlain: boolean;
}

/** The error for text that does not begin like JSON. */
export function notJson({ text, from, context }: JsonText): InputError {
  const { name, sources } = context;
  const shown = from ?? quotable(text, context);
  const it = shown === undefined ? 'the value' : `"${clip(shown)}"`;
  const none = sources && !from ? 'is neither JSON nor a file' : 'is not JSON';
  return inputError(context, ` must be JSON, but ${it} ${none}`, {
    hint: sources
      ? `Write it as ${name} "{'key':'value'}", or name a file: ${name} @data.json`
      : 'Pass an object, or its JSON text.',
  });
}

/** The error for broken JSON: what is wrong with it, and whether a shell removed its quotes. */
export function brokenJson(json: JsonText, error: Error): InputError {
  const { text, from, context } = json;
  const shown = quotable(text, context);
  const stripped = isStripped(json);
  const what = stripped
    ? `lost its quotes in the shell${shown === undefined ? '' : `: ${clip(shown)} arrived`}`
    : `${from ? `must be JSON, but "${clip(from)}" ` : ''}is not valid JSON`;
  return inputError(context, ` ${what}${stripped ? '' : position(shown, error)}`, {
    hint: [repair(json, stripped), asText(json)].filter(Boolean).join(' '),
    cause: error,
  });
}

/** True for JSON whose quotes a shell removed. Files are not affected by a shell. */
function isStripped({ text, from, context }: JsonText): boolean {
  return Boolean(context.sources) && !from && !/["']/.test(text) && /[\p{L}_]/u.test(text);
}

function position(shown: string | undefined, error: Error): string {
  const where = /at (\d+):(\d+)/.exec(error.message);
  const [line, column] = [Number(where?.[1] ?? 1), Number(where?.[2] ?? 1)];
  const whole = shown?.split(/\r?\n/)[line - 1] ?? '';
  const around = whole.slice(Math.max(0, column - 20), column + 20).trim();
  return ` at line ${line}, column ${column}${around && `, near: ${around}`}`;
}

/** What to type instead. */
function repair({ text, from, context }: JsonText, stripped: boolean): string {
  const { name, sources } = context;
  if (!sources) return 'Pass the value itself, or its JSON text.';
  const shape = text.trimStart().startsWith('[') ? "[{'role':'user'}]" : "{'key':'value'}";
  if (stripped) {
    return `Shells remove quotes: bash the outer ones, cmd.exe and PowerShell the double quotes inside an argument. Type ${name} "${shape}", or name a file: ${name} @data.json`;
  }
  if (/'[^']*\p{L}'\p{L}/u.test(text)) {
    return `Write an apostrophe inside '…' as \\'${from ? '.' : `, or put the JSON in a file: ${name} @data.json`}`;
  }
  return from ? '' : `Use single or double quotes: ${name} "${shape}"`;
}

/** If text is accepted too, how to pass text that begins like JSON: `[urgent] Help!`. */
function asText({ text, from, context, isPlain }: JsonText): string {
  if (!isPlain || from || !/^\s*\[\s*[\p{L}\d]/u.test(text)) return '';
  return `To pass plain text that begins with a bracket, put it in a list: ${context.sources ? `${context.name} "['…']"` : '["…"]'}`;
}

/**
 * The text, if it may be quoted in a message. Headers are typed as JSON too, and in broken JSON
 * nothing shows which part is a token.
 */
function quotable(text: string, { redactor }: ParamContext): string | undefined {
  const hasLogin = /:\/\/[^\s/]*@|PRIVATE KEY/.test(text);
  return hasLogin || isSecretHeader(text) || redactor.text(text) !== text ? undefined : text;
}
