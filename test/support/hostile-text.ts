import fc from 'fast-check';

/** What a text from outside could do to a terminal, in plain bytes and in the encodings of others. */
export const ATTACKS: readonly string[] = [
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1b]52;c;ZXZpbA==\x1b\\',
  '\x9d52;c;ZXZpbA==\x9c',
  '\x1b]0;owned\x07',
  '\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\',
  '\x1b[2J\x1b[H',
  '\x9b2J',
  '\x1b[8mconcealed',
  `\x1b[${'38;5;1;'.repeat(2_000)}m`,
  '\x1b[31mHOSTILE',
  '\x1b[?1049h',
  '\x1b[6n',
  '\x1bP+q544e\x1b\\',
  '\x1b_Gf=100;AAAA\x1b\\',
  '\x1bc',
  '\x1b[5A\r\x1b[2Koverwritten',
  '\x08\x08\x08',
  '\x7f\x00\x07\x0b\x0c',
  '\u202ereversed\u202d',
  '&#27;]52;c;ZXZpbA==&#7;',
  '&#x1b;[2J&#155;31m',
  '&amp;#27;[2J',
  '\\u001b[2J',
  '%1b[2J',
  '\\x1b[2J',
  '*\x1b[2J*',
  '`\x1b]0;x\x07`',
  '[a](\x1b[2J)',
  '| a | \x1b[2J |\n|---|---|\n| \x9b2J | &#27;[2J |\n',
  `|${'\x1b[2J|'.repeat(30)}\n|${'-|'.repeat(30)}\n`,
  '```\n\x1b[2J\n```\n',
  '\ud800',
  '\u200b\ufeff',
];

/** Attacks among other characters, also cut apart. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ATTACKS),
      fc.constantFrom('\x1b', '\x9b', '[', ']', '31m', '2J', '&#27;', '\n', '\r', '\t', ' ', '*'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

/** Written out here, not taken from the code under test. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches our own codes
const OURS = /\x1b\[(?:1|2|3|4|9|22|23|24|29|31|32|33|36|39)m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches our own codes
const CURSOR = /\x1b\[\d{0,3}[ABCDGJK]|\x1b\[\?2004[hl]|\r/g;
const CONTROLS = /[\p{Cc}\u202d\u202e]/gu;

/** The control characters of an output that are not our own styles or, if allowed, cursor moves. */
export function notOurs(output: string, { cursor = false } = {}): string[] {
  // Our styles stand around what is clean, so nothing hostile is behind one of its own.
  const plain = output.replaceAll('\x1b[31mHOSTILE', '\x1b!').replaceAll(OURS, '');
  const rest = cursor ? plain.replaceAll(CURSOR, '') : plain;
  return (rest.match(CONTROLS) ?? []).filter((one) => one !== '\t' && one !== '\n');
}
