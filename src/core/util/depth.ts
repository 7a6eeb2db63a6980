/**
 * The maximum depth of JSON from outside. No real JSON is nested deeper, and walking through it,
 * compiling it or writing it could overflow the stack, so the depth is checked first.
 */
export const MOST_LEVELS = 200;

/** The words for it in errors. */
export const TOO_DEEP = `nested deeper than ${MOST_LEVELS} levels`;

/** Whether arrays and objects are nested deeper. It searches no deeper than that itself. */
export function isTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isTooDeep(item, levels - 1));
}

/**
 * The same for JSON text, before it is parsed: with some megabytes of brackets, `JSON.parse` is busy
 * for a minute. Text that is not JSON may give either result.
 */
export function isTooDeepJson(text: string, levels = MOST_LEVELS): boolean {
  // Most text has too few brackets for that, which is found out much faster.
  if (text.length <= levels || hasFewer(text, levels)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > levels) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case 0x22: // "
        at = endOfString(text, at);
    }
  }
  return false;
}

/** True if there are at most so many opening brackets, in strings or outside. */
function hasFewer(text: string, most: number): boolean {
  let found = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++found > most) return false;
    }
  }
  return true;
}

/** The position of the closing quote of a string. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text[before - 1] === '\\') before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}
