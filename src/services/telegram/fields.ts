import { record, text } from '../../core/definition/kinds/index.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { id, target } from './kinds.js';

/** Params that many methods share. */
export const chat = target('Chat: ID or @name, optionally with a topic: ID*TOPIC', {
  example: '123456789',
});
export const message = id('Message ID', { example: '42' });
export const keyboard = record('Keyboard from FormKeyboardFromButtonArray', {
  optional: true,
});

const WAYS = ['Markdown', 'MarkdownV2', 'HTML', 'none'];
export const markup = text('Markup of the text; none for plain text', {
  option: 'parsemode',
  values: WAYS,
  default: 'Markdown',
});
/** The same, but plain text by default. */
export const markupIfAny = text('Markup of the text; plain text by default', {
  option: 'parsemode',
  values: WAYS,
  optional: true,
});

/**
 * On a command line, an empty value cannot be told apart from a missing one: this word stands for
 * it.
 */
export function isNone(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'none';
}

/** The markup of a text; `parse_mode` is not sent without a text. */
export function marked(field: 'text' | 'caption', text: string, markup: string | undefined) {
  if (field === 'caption' && text === '') return {};
  const parse_mode = isNone(markup) ? undefined : markup;
  return { [field]: text, parse_mode } satisfies JsonRecord;
}
