import { InputError } from '../../core/errors/errors.js';
import { isRecord } from '../../core/util/is-record.js';
import type { Config } from '../run/config-file.js';

/** The fields of a template in the config: `templates.NAME.prompt`. */
export const TEMPLATE_FIELDS = ['prompt', 'system', 'model', 'schema', 'options'];

/** A prompt that is used again and again, with what belongs to it. */
export type PromptTemplate = Readonly<Record<string, unknown>>;

/** @throws {InputError} The config has no such template. */
export function templateOf(
  title: string,
  { templates = {} }: Config,
  name: string | undefined,
): PromptTemplate {
  if (name === undefined) return {};
  const found = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (isRecord(found)) return found;
  const names = Object.keys(templates);
  throw new InputError({
    method: title,
    param: '--template',
    message: `the config has no template "${name}"`,
    hint:
      names.length > 0
        ? `Templates: ${names.join(', ')}.`
        : `Create it: oint config set templates.${name} 'Summarize: $input'`,
  });
}

/** The prompt of a template with the user's text in the place of `$input`, or else at its end. */
export function filled({ prompt }: PromptTemplate, text: string): string {
  if (typeof prompt !== 'string' || prompt === '') return text;
  if (prompt.includes('$input')) return prompt.replaceAll('$input', () => text);
  return [prompt, text].filter((part) => part.trim() !== '').join('\n\n');
}
