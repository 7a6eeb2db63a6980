// What a docstring says, as the manifest has it: its text, and its tags.

const TAGS = ['returns', 'throws', 'example', 'see'];

/** Reads the text between the marks that begin and end a docstring; throws what is wrong with it. */
export function readDocComment(comment) {
  const [text, ...tags] = sectionsOf(linesOf(comment));
  const unknown = tags.find(({ tag }) => !TAGS.includes(tag));
  if (unknown) {
    const known = TAGS.map((tag) => `@${tag}`).join(', ');
    throw new Error(
      `unknown tag @${unknown.tag}; there are ${known}. In an example, put code between \`\`\` fences.`,
    );
  }
  const all = (name) => tags.filter(({ tag }) => tag === name);
  const [first, ...paragraphs] = paragraphsOf(text);
  if (!first) throw new Error('its docstring has no sentence for help to show');
  const [, summary, rest] = /^(.*?[.!?])(?:\s+(.*))?$/s.exec(first) ?? [];
  const [returns] = all('returns').map(folded);
  return {
    summary: summary ?? first,
    details: [rest, ...paragraphs, returns && `Returns: ${returns}`].filter(Boolean).join('\n\n'),
    reference: all('see').map(folded)[0],
    throws: all('throws').map((section) => readThrows(folded(section))),
    examples: all('example').map(({ lines }) => readExample(lines)),
  };
}

/** Without the stars before each line; a tag behind the sentence of a single line begins its own. */
function linesOf(comment) {
  const text = comment.includes('\n')
    ? comment
    : comment.replace(/ @(?=(?:returns|throws|see) )/g, '\n@');
  return text
    .trimStart()
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
}

/** The text before the first tag, then each tag with its lines. Code between fences has no tags. */
function sectionsOf(lines) {
  const sections = [{ tag: '', lines: [] }];
  let fenced = false;
  for (const line of lines) {
    if (line.startsWith('```')) fenced = !fenced;
    const [, tag, rest] = (!fenced && /^@(\w+)\s*(.*)$/.exec(line)) || [];
    if (tag) sections.push({ tag, lines: [rest] });
    else sections.at(-1).lines.push(line);
  }
  return sections;
}

function paragraphsOf({ lines }) {
  return lines
    .join('\n')
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' '));
}

function folded({ lines }) {
  return lines.join(' ').replace(/\s+/g, ' ').trim();
}

function readThrows(text) {
  const [, error, when] = /^\{(?:@link )?(\w+)\}\s+(.+)$/.exec(text) ?? [];
  if (!error) {
    throw new Error(
      `"@throws ${text}" is not of the form "@throws {InputError} There is no such file."`,
    );
  }
  return { error, when };
}

/** Code as it stands. Fences say its language; without them a line of `oint` is one for a shell. */
function readExample(lines) {
  const whole = lines.join('\n').replace(/^\n+|\n+$/g, '');
  const [, language, code] = /^```(\w*)\n(.*)\n```$/s.exec(whole) ?? [];
  const shown = code ?? whole;
  if (!shown.trim()) throw new Error('its @example is empty');
  return { language: language || (shown.startsWith('oint ') ? 'sh' : 'ts'), code: shown };
}
