/**
 * Deeper than this no JSON is nested on purpose. To walk through it, to compile it or to write it out
 * may overflow the stack, so whatever comes from outside is asked for its depth first.
 */
export const MOST_LEVELS = 200;

/** What errors say of it. */
export const TOO_DEEP = `nested deeper than ${MOST_LEVELS} levels`;

/** Whether arrays and objects are nested deeper. Looks no deeper than that itself. */
export function isTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isTooDeep(item, levels - 1));
}

/**
 * The same for JSON as text. Asked before it is parsed: some megabytes of brackets keep `JSON.parse`
 * busy for a minute. Says nothing of what is not JSON.
 */
export function isTooDeepJson(text: string, levels = MOST_LEVELS): boolean {
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

/** Where the string ends that begins there. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text[before - 1] === '\\') before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}
