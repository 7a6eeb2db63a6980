import { createHash } from 'node:crypto';
import { isRecord, type Values } from '../../../../test/stand-in/description.js';

export const FILE = '1dg2hMbQ3Xz8Vn5wZ0fXlYtR7cPd8Kj2L';
export const FOLDER = '1fGh5JkL0pQrStUvWxYz2AbCdEfGhIjKl';
export const DRIVE = '0ABc9DEFghIJKUk9PVA';
const FOLDER_TYPE = 'application/vnd.google-apps.folder';
const OWNER = {
  kind: 'drive#user',
  displayName: 'Ann Lee',
  emailAddress: 'ann@example.com',
  me: true,
};
const AT = '2026-11-01T12:00:00.000Z';

/** A file or a folder, with its metadata and its content. */
export interface Stored {
  facts: Values;
  content: Buffer;
}

/** The files and comments of the stand-in. */
export class Drive {
  files = new Map<string, Stored>();
  comments: Values[] = [];
  #made = 0;

  constructor() {
    this.reset();
  }

  reset(): void {
    this.files.clear();
    this.#made = 0;
    this.put({ id: FOLDER, name: 'Reports', mimeType: FOLDER_TYPE, parents: ['root'] });
    const pdf = { id: FILE, name: 'Q3 report.pdf', mimeType: 'application/pdf' };
    this.put({ ...pdf, parents: [FOLDER] }, Buffer.from('%PDF-1.7'));
    this.comments = [this.comment('AAAAvK7bQ3c', 'Please check the totals')];
  }

  /** Stores a file, and returns its metadata. */
  put(given: Values, content: Buffer = Buffer.alloc(0)): Values {
    const id = String(given.id ?? `file${++this.#made}`);
    const isContent = !String(given.mimeType).startsWith('application/vnd.google-apps.');
    const facts: Values = {
      ...{ kind: 'drive#file', id, name: 'Untitled', parents: ['root'], trashed: false },
      ...{ createdTime: AT, modifiedTime: AT, owners: [OWNER], starred: false },
      webViewLink: `https://drive.google.com/file/d/${id}/view`,
      ...given,
      ...(isContent && {
        size: String(content.length),
        md5Checksum: createHash('md5').update(content).digest('hex'),
      }),
    };
    this.files.set(id, { facts, content });
    return facts;
  }

  comment(id: string, content: unknown): Values {
    return {
      ...{ kind: 'drive#comment', id, createdTime: AT, modifiedTime: AT, content },
      ...{ htmlContent: content, author: OWNER, deleted: false, resolved: false, replies: [] },
    };
  }
}

/** One term of a search. */
const TERM =
  /^(?:mimeType (=|!=) '((?:[^'\\]|\\.)*)'|trashed = (false)|(name) contains '((?:[^'\\]|\\.)*)'|'((?:[^'\\]|\\.)*)' in parents)$/;

/** Whether a file is found by a search; `undefined` if the search is not valid. */
export function isFound({ facts }: Stored, q: string): boolean | undefined {
  const terms = split(q, ' and ').map((term) => {
    const [, inner] = /^\((.*)\)$/.exec(term) ?? [];
    if (inner === undefined) return isTrue(facts, term);
    const found = split(inner, ' or ').map((one) => isTrue(facts, one));
    return found.includes(undefined) ? undefined : found.includes(true);
  });
  return terms.includes(undefined) ? undefined : !terms.includes(false);
}

/** Splits at a word outside of quotes. */
function split(text: string, word: string): string[] {
  const parts = [''];
  const pattern = new RegExp(`'(?:[^'\\\\]|\\\\.)*'|${word}|.`, 'g');
  for (const [piece] of text.matchAll(pattern)) {
    if (piece === word) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

function isTrue(facts: Values, term: string): boolean | undefined {
  const match = TERM.exec(term);
  if (!match) return undefined;
  const [, sign, type, trashed, name, part, parent] = match;
  const plain = (text: string) => text.replace(/\\(.)/g, '$1');
  if (sign) return (facts.mimeType === plain(type!)) === (sign === '=');
  if (trashed) return facts.trashed === false;
  if (name)
    return ` ${String(facts.name).toLowerCase()}`.includes(` ${plain(part!).toLowerCase()}`);
  return (facts.parents as string[]).includes(plain(parent!));
}

/** A selection of fields: names, with those inside of a list in parentheses, or `*` for all. */
const FIELD = /([\w*]+)(?:\(([^)]*)\))?/g;

/** The selected fields of a response. */
export function selected(body: Values, fields: string): Values {
  if (fields === '*') return body;
  const found: Values = {};
  for (const [, name, inner] of fields.matchAll(FIELD)) {
    const value = body[name!];
    if (value === undefined) continue;
    found[name!] =
      inner !== undefined && Array.isArray(value)
        ? value.filter(isRecord).map((one) => selected(one, inner))
        : value;
  }
  return found;
}

/** The names in a selection, and those inside of its lists. */
export function namesIn(fields: string): { outer: string[]; inner: string[] } {
  const all = [...fields.matchAll(FIELD)];
  return {
    outer: all.map(([, name]) => name!),
    inner: all.flatMap(([, , names]) => names?.split(',') ?? []),
  };
}
