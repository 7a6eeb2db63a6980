import type { Regex } from './collect.js';

/** Runs code and returns the regular expressions that it builds from texts, with their locations. */
export async function recordRegexes(work: () => Promise<unknown>): Promise<Regex[]> {
  const found: Regex[] = [];
  const Plain = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Plain, {
    construct(target, args: [string, string?]) {
      const made = new target(...args);
      const place = placeOf(new Error().stack ?? '');
      if (place) found.push({ ...place, source: made.source, flags: made.flags });
      return made;
    },
  });
  try {
    await work();
    return found;
  } finally {
    globalThis.RegExp = Plain;
  }
}

/** The nearest of our own files on the stack. */
function placeOf(stack: string): Pick<Regex, 'file' | 'line'> | undefined {
  const [, file, line] = /\/(src\/[^\s:?]+\.ts)[^\s:]*:(\d+)/.exec(stack) ?? [];
  return file ? { file, line: Number(line) } : undefined;
}
