import { raise } from '../values/errors.js';

/** Letters of all languages, as in 1C. In JavaScript `\w` has only the Latin ones. */
const WORD = '\\p{L}\\p{M}\\p{Nd}\\p{Pc}';
const BEFORE = `(?<=[${WORD}])`;
const AFTER = `(?=[${WORD}])`;
const NOT_BEFORE = `(?<![${WORD}])`;
const NOT_AFTER = `(?![${WORD}])`;

/** What 1C writes, and what it is in JavaScript. */
const OUTSIDE: Readonly<Record<string, string>> = {
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  b: `(?:${BEFORE}${NOT_AFTER}|${NOT_BEFORE}${AFTER})`,
  B: `(?:${BEFORE}${AFTER}|${NOT_BEFORE}${NOT_AFTER})`,
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=(?:\\r\\n|[\\n\\r])?(?![^]))',
};

/** The same in brackets. */
const INSIDE: Readonly<Record<string, string>> = { w: WORD, d: '\\p{Nd}', D: '\\P{Nd}' };

/** A pattern of 1C as one of JavaScript with the flag `u`, and the flags that it begins with. */
export function toJavaScript(pattern: string, multiline: boolean): { source: string; own: string } {
  const [start = '', own = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const everyLine = multiline || own.includes('m');
  let inBrackets = false;
  const source = pattern
    .slice(start.length)
    .replace(/\\([\s\S])|[[\]$]/gu, (whole, char?: string) => {
      if (char !== undefined) return escaped(char, inBrackets);
      if (whole === '$') return inBrackets || everyLine ? whole : OUTSIDE.Z!;
      if (whole === '[' && inBrackets) return '\\[';
      inBrackets = whole === '[';
      return whole;
    });
  return { source, own };
}

function escaped(char: string, inBrackets: boolean): string {
  if (char === 'W' && inBrackets)
    raise({
      ru: '\\W в квадратных скобках не поддерживается',
      en: '\\W in brackets is not supported',
    });
  const known = (inBrackets ? INSIDE : OUTSIDE)[char];
  if (known !== undefined) return known;
  // JavaScript with `u` accepts only escapes that mean something.
  if (/[\w^$\\.*+?()[\]{}|/]/.test(char)) return `\\${char}`;
  return char < '\x80' ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char;
}
