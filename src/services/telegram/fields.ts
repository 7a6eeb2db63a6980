import { record, text } from '../../core/definition/kinds/index.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { id, target } from './kinds.js';

/** Params that many methods take. */
export const chat = target('Chat, as ID, @name, or either with a topic: ID*TOPIC', {
  example: '123456789',
});
export const message = id('ID of the message', { example: '42' });
export const keyboard = record('Keyboard, as FormKeyboardFromButtonArray makes it', {
  optional: true,
});

const WAYS = ['Markdown', 'MarkdownV2', 'HTML', 'none'];
export const markup = text('How the text is marked up; none takes it as it is', {
  option: 'parsemode',
  values: WAYS,
  default: 'Markdown',
});
/** The same where the text is taken as it is unless said otherwise. */
export const markupIfAny = text('How the text is marked up; by default it is taken as it is', {
  option: 'parsemode',
  values: WAYS,
  optional: true,
});

/** An empty value cannot be told from none on a command line: this word stands for it. */
export function isNone(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'none';
}

/** What a text is marked up with; `parse_mode` is not sent where there is no text. */
export function marked(field: 'text' | 'caption', text: string, markup: string | undefined) {
  if (field === 'caption' && text === '') return {};
  const parse_mode = isNone(markup) ? undefined : markup;
  return { [field]: text, parse_mode } satisfies JsonRecord;
}
