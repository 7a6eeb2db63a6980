import { lexer, type Token, type Tokens } from 'marked';

/** Longer replies are shown as plain text: reading their Markdown would take too long. */
const LONGEST = 100_000;

/**
 * A reply of a model as elements. Nothing in it becomes HTML of the page: every element is created here,
 * and only links to web pages can be opened.
 */
export function markdown(text: string): Node[] {
  if (text.length > LONGEST) return [document.createTextNode(text)];
  // As people write in chats: a line break is one.
  return blocks(lexer(text, { gfm: true, breaks: true }));
}

/** Lines that are all indented have columns, such as those of help. */
const INDENTED = /^(?: {2,}\S.*(?:\n|$))+$/;

function blocks(tokens: readonly Token[]): Node[] {
  return tokens.flatMap((token) => block(token as Tokens.Generic));
}

function block(token: Tokens.Generic): Node[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return [element(`h${Math.min(token.depth + 2, 6)}`, inline(token.tokens))];
    case 'paragraph':
      return INDENTED.test(token.raw)
        ? [codeBlock(token.raw.trimEnd())]
        : [element('p', inline(token.tokens))];
    case 'blockquote':
      return [element('blockquote', blocks(token.tokens ?? []))];
    case 'hr':
      return [element('hr')];
    case 'code':
      return [codeBlock(token.text)];
    case 'list':
      return [list(token as Tokens.List)];
    case 'table':
      return [table(token as Tokens.Table)];
    case 'text':
      return token.tokens ? inline(token.tokens) : [document.createTextNode(token.text)];
    default:
      return [document.createTextNode(token.raw)];
  }
}

function list({ ordered, start, items }: Tokens.List): HTMLElement {
  const made = element(
    ordered ? 'ol' : 'ul',
    items.map((item) => element('li', blocks(item.tokens))),
  );
  if (ordered && start !== '' && start !== 1) (made as HTMLOListElement).start = start;
  return made;
}

function table({ header, rows }: Tokens.Table): HTMLElement {
  const row = (name: 'th' | 'td', cells: readonly Tokens.TableCell[]) =>
    element(
      'tr',
      cells.map(({ tokens }) => element(name, inline(tokens))),
    );
  const made = element('table', [
    element('thead', [row('th', header)]),
    element(
      'tbody',
      rows.map((cells) => row('td', cells)),
    ),
  ]);
  return element('div', [made], 'wide');
}

/** Code with a button that copies it. */
function codeBlock(text: string): HTMLElement {
  const copy = element('button', [document.createTextNode('Copy')], 'copy') as HTMLButtonElement;
  copy.type = 'button';
  copy.addEventListener('click', () => void copyText(text, copy));
  return element(
    'div',
    [element('pre', [element('code', [document.createTextNode(text)])]), copy],
    'code',
  );
}

function inline(tokens: readonly Token[] = []): Node[] {
  return tokens.flatMap((token) => span(token as Tokens.Generic));
}

function span(token: Tokens.Generic): Node[] {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [element(token.type, inline(token.tokens))];
    case 'codespan':
      return [element('code', [document.createTextNode(token.text)])];
    case 'br':
      return [element('br')];
    case 'link':
      return [link(token as Tokens.Link)];
    // An image is not loaded: its address may be there to tell its owner about the conversation.
    case 'image':
      return [link({ ...(token as Tokens.Image), tokens: [] } as Tokens.Generic as Tokens.Link)];
    case 'text':
    case 'escape':
      return token.tokens ? inline(token.tokens) : [document.createTextNode(decoded(token.text))];
    default:
      return [document.createTextNode(token.raw)];
  }
}

function link({ href, text, tokens }: Tokens.Link): Node {
  const shown = tokens.length > 0 ? inline(tokens) : [document.createTextNode(text || href)];
  if (!/^https?:\/\//i.test(href)) return element('span', shown);
  const made = element('a', shown) as HTMLAnchorElement;
  made.href = href;
  made.target = '_blank';
  made.rel = 'noopener noreferrer';
  return made;
}

/** Marked leaves entities to the browser. */
function decoded(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };
  return text.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => names[name] ?? "'");
}

export function element(name: string, children: readonly Node[] = [], kind?: string): HTMLElement {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children);
  return made;
}

/** Copies, and says so on the button for a moment. */
export async function copyText(text: string, button: HTMLElement): Promise<void> {
  const label = button.textContent;
  // Without a secure connection browsers have no clipboard.
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  button.textContent = done ? 'Copied' : 'Not allowed';
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}
