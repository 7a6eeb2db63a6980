// Parses docstrings for the manifest: text and tags.

const TAGS = ['returns', 'throws', 'example', 'see'];

/** Parses the text of a docstring, without its delimiters. Throws if it is not valid. */
export function readDocComment(comment) {
  const [text, ...tags] = sectionsOf(linesOf(comment));
  const unknown = tags.find(({ tag }) => !TAGS.includes(tag));
  if (unknown) {
    const known = TAGS.map((tag) => `@${tag}`).join(', ');
    throw new Error(
      `unknown tag @${unknown.tag}; use ${known}. In an example, put code between \`\`\` fences.`,
    );
  }
  const all = (name) => tags.filter(({ tag }) => tag === name);
  const [first, ...paragraphs] = paragraphsOf(text);
  if (!first) throw new Error('its docstring has no summary');
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

/** The lines without their stars. In a single-line docstring, a tag after the sentence starts a line. */
function linesOf(comment) {
  const text = comment.includes('\n')
    ? comment
    : comment.replace(/ @(?=(?:returns|throws|see) )/g, '\n@');
  return text
    .trimStart()
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
}

/** The text before the first tag, then each tag with its lines. Fenced code has no tags. */
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
      `"@throws ${text}" is not of the form "@throws {InputError} The file does not exist."`,
    );
  }
  return { error, when };
}

/** The code, unchanged. Fences have its language; without them, a line with `oint` is for a shell. */
function readExample(lines) {
  const whole = lines.join('\n').replace(/^\n+|\n+$/g, '');
  const [, language, code] = /^```(\w*)\n(.*)\n```$/s.exec(whole) ?? [];
  const shown = code ?? whole;
  if (!shown.trim()) throw new Error('its @example is empty');
  return { language: language || (shown.startsWith('oint ') ? 'sh' : 'ts'), code: shown };
}
