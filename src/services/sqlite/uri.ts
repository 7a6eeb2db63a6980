/** A database as a URI names it. */
interface Named {
  /** Empty for a database in memory. */
  path: string;
  readonly: boolean;
  /** It must exist. */
  exists: boolean;
}

const MODES = ['ro', 'rw', 'rwc', 'memory'];

/**
 * Reads SQLite's `file:` URI, such as `file:shop.db?mode=ro`; another text is a path. A parameter that
 * would be ignored is refused. https://sqlite.org/uri.html
 */
export function readUri(given: string, refuse: (what: string, hint: string) => Error): Named {
  const [, authority, encoded, query = ''] =
    /^file:(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/i.exec(given) ?? [];
  if (encoded === undefined) return { path: given, readonly: false, exists: false };
  if (authority && authority.toLowerCase() !== 'localhost') {
    throw refuse(`the URI names the host ${authority}`, 'Write file:///path, with three slashes.');
  }
  const parameters = [...new URLSearchParams(query.replaceAll('+', '%2B'))];
  const mode = parameters.find(([name]) => name === 'mode')?.[1] ?? 'rwc';
  const other = parameters.find(([name]) => name !== 'mode')?.[0];
  if (other !== undefined) {
    throw refuse(`the URI parameter ${other} is not supported`, 'Only mode is supported.');
  }
  if (!MODES.includes(mode)) {
    throw refuse(`the URI has the unknown mode=${mode}`, `Modes: ${MODES.join(', ')}.`);
  }
  const path = mode === 'memory' ? '' : decoded(encoded, refuse);
  return { path, readonly: mode === 'ro', exists: mode === 'ro' || mode === 'rw' };
}

function decoded(text: string, refuse: (what: string, hint: string) => Error): string {
  try {
    const path = decodeURIComponent(text);
    // file:///C:/shop.db
    return process.platform === 'win32' ? path.replace(/^\/([a-z]:)/i, '$1') : path;
  } catch {
    throw refuse('the URI has a % without two digits after it', 'Write a percent sign as %25.');
  }
}
