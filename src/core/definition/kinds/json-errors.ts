import type { InputError } from '../../errors/errors.js';
import { isSecretHeader } from '../../errors/redact.js';
import type { ParamContext } from '../param.js';
import { clip, inputError } from './refuse.js';

/** Text that is to be JSON, and where it stands. */
export interface JsonText {
  text: string;
  /** What the text was read from (`data.json`), where it was not given itself. */
  from?: string | undefined;
  context: ParamContext;
  /** True where plain text, no JSON at all, would do as well. */
  isPlain: boolean;
}

/** The error for text that does not even begin as JSON. */
export function notJson({ text, from, context }: JsonText): InputError {
  const { name, sources } = context;
  const shown = from ?? quotable(text, context);
  const it = shown === undefined ? 'what was given' : `"${clip(shown)}"`;
  const none = from ? 'holds none' : sources ? 'is neither JSON nor a file' : 'is none';
  return inputError(context, ` takes JSON, and ${it} ${none}`, {
    hint: sources
      ? `Write it as ${name} "{'key':'value'}", or name a file: ${name} @data.json`
      : 'Give an object, or the JSON text of one.',
  });
}

/** Says what is wrong with the text, and whether a shell did it. */
export function brokenJson(json: JsonText, error: Error): InputError {
  const { text, from, context } = json;
  const shown = quotable(text, context);
  const stripped = isStripped(json);
  const what = stripped
    ? `lost its quotes on the way${shown === undefined ? '' : `: ${clip(shown)} arrived`}`
    : `${from ? `takes JSON, and "${clip(from)}" ` : ''}is not valid JSON`;
  return inputError(context, ` ${what}${stripped ? '' : position(shown, error)}`, {
    hint: [repair(json, stripped), asText(json)].filter(Boolean).join(' '),
    cause: error,
  });
}

/** True for JSON without any quotes, as a shell leaves it. A file's quotes no shell can take. */
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
  if (!sources) return 'Give the value itself, or its JSON text.';
  const shape = text.trimStart().startsWith('[') ? "[{'role':'user'}]" : "{'key':'value'}";
  if (stripped) {
    return `A shell takes quotes away: bash those that are not inside others, cmd.exe and PowerShell double quotes inside an argument. Type ${name} "${shape}", or name a file: ${name} @data.json`;
  }
  if (/'[^']*\p{L}'\p{L}/u.test(text)) {
    return `An apostrophe inside a '…' text is written \\'${from ? '.' : ` — or put the JSON into a file: ${name} @data.json`}`;
  }
  return from ? '' : `Single or double quotes both do: ${name} "${shape}"`;
}

/** Where text would do, how to give one that only begins as JSON does: `[urgent] Help!`. */
function asText({ text, from, context, isPlain }: JsonText): string {
  if (!isPlain || from || !/^\s*\[\s*[\p{L}\d]/u.test(text)) return '';
  return `Plain text that begins with a bracket goes into a list: ${context.sources ? `${context.name} "['…']"` : '["…"]'}`;
}

/**
 * The text where it may be repeated in a message: headers are typed as JSON too, and broken JSON
 * cannot tell what in it is a token.
 */
function quotable(text: string, { redactor }: ParamContext): string | undefined {
  const hasLogin = /:\/\/[^\s/]*@|PRIVATE KEY/.test(text);
  return hasLogin || isSecretHeader(text) || redactor.text(text) !== text ? undefined : text;
}
