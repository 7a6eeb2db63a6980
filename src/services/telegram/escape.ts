/**
 * Escape functions for text from outside within marked-up text: it can then neither break a message
 * nor add markup.
 */

/** Escapes a text for `MarkdownV2`: every character that could be markup. */
export function escapeMarkdownV2(text: string): string {
  return text.replace(/[\\_*[\]()~`>#+\-=|{}.!]/g, '\\$&');
}

/** Escapes a text for `Markdown` (the legacy mode, and the default), outside of its own markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[_*`[]/g, '\\$&');
}

/** Escapes a text for `HTML`, also within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (found) => ENTITIES[found]!);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
