/**
 * Texts from outside inside of marked-up ones: with these, what a person is called can neither break
 * a message nor mark it up.
 */

/** A text as `MarkdownV2` shows it: every character that could be markup is escaped. */
export function escapeMarkdownV2(text: string): string {
  return text.replace(/[\\_*[\]()~`>#+\-=|{}.!]/g, '\\$&');
}

/** A text as `Markdown` (the older one, and the default) shows it, outside of its own markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[_*`[]/g, '\\$&');
}

/** A text as `HTML` shows it, also within the quotes of an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (found) => ENTITIES[found]!);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
