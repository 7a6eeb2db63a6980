/** Formats definitions and docstrings as Markdown: what looks like code becomes code. */
export class Prose {
  readonly #links: ReadonlyMap<string, string>;
  readonly #names: RegExp;

  /** `links`: pages by name, linked wherever the name occurs. */
  constructor(links: ReadonlyMap<string, string> = new Map()) {
    this.#links = links;
    this.#names = new RegExp(`\\b(${[...links.keys()].join('|') || '(?!)'})\\b`, 'g');
  }

  text(words: string): string {
    return words
      .split(CODE)
      .map((part, at) => (at % 2 ? codeOf(part) : this.#plain(part)))
      .join('');
  }

  /** The same for a table cell. */
  cell(words: string): string {
    return this.text(words).replaceAll('|', '\\|').replaceAll('\n', ' ');
  }

  #plain(words: string): string {
    return words
      .replace(/[*<[\]\\]/g, '\\$&')
      .replace(/(?<!\w)_|_(?!\w)/g, '\\_')
      .replace(this.#names, (name) => `[${name}](${this.#links.get(name)})`);
  }
}

/** Splits at code: backticks, JSON, URLs, the forms of a reference. Every second part is code. */
const CODE = new RegExp(
  `(${[
    '`[^`]+`',
    `"[[{][^"]*"`,
    `\\{'[^}]{0,200}\\}+`,
    `\\[[^\\]]{0,200}'\\]`,
    `\\b[a-z]+://\\S*[\\w/]`,
    `@@\\w+`,
    `@(?:path|name|channel)\\b`,
    `\\b(?:env|file|cmd):[A-Z]+`,
    `--[a-z][\\w-]*`,
    `(?<=, |or )-(?=(?: for)? standard)`,
    `\\b_[a-z0-9]+_\\b`,
  ].join('|')})`,
);

function codeOf(part: string): string {
  return part.startsWith('`') ? part : code(part);
}

export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
