import type { Sqlite } from '../core/sqlite/database.js';
import type { Message } from '../services/openai/types.js';
import { textOf } from './message-text.js';

/** The index finds texts of at least three characters; shorter ones are looked for in each text. */
const INDEXED = 3;

/** The texts of conversations, to find parts of them: many scripts have no spaces between words. */
export class TextIndex {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  create(): void {
    this.#db.exec(
      "CREATE VIRTUAL TABLE IF NOT EXISTS conversation_words USING fts5 (text, tokenize = 'trigram')",
    );
  }

  add(number: number, messages: readonly Message[]): void {
    const text = folded(messages.map(textOf).join('\n'));
    this.#db
      .prepare('INSERT INTO conversation_words (rowid, text) VALUES (?, ?)')
      .run(number, text);
  }

  delete(number: number): void {
    this.#db.prepare('DELETE FROM conversation_words WHERE rowid = ?').run(number);
  }

  clear(): void {
    this.#db.prepare('DELETE FROM conversation_words').run();
  }

  /** The numbers of the conversations that contain all the words, the latest first. */
  find(words: string, limit: number): number[] {
    const parts = wordsIn(words);
    if (parts.length === 0) return [];
    const isIndexed = (part: string) => [...part].length >= INDEXED;
    // Quoted, so that operators of the query language count as text.
    const query = parts.filter(isIndexed).map((part) => `"${part.replaceAll('"', '""')}"`);
    const short = parts.filter((part) => !isIndexed(part));
    const conditions = [
      ...(query.length > 0 ? ['conversation_words MATCH ?'] : []),
      ...short.map(() => 'instr(conversation_words.text, ?)'),
    ];
    const rows = this.#db
      .prepare(
        `SELECT c.number FROM conversations c
         JOIN conversation_words ON conversation_words.rowid = c.number
         WHERE ${conditions.join(' AND ')} ORDER BY c.changed DESC, c.number DESC LIMIT ?`,
      )
      .all(...(query.length > 0 ? [query.join(' ')] : []), ...short, limit);
    return (rows as { number: number }[]).map(({ number }) => number);
  }
}

/** Words are compared without case and diacritics, and in one form of each character. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]|[\u0591-\u05c7]|[\u064b-\u065f]|\u0670|\ufe0e|\ufe0f/g, '')
    .replace(/[ßæœøłđðþ]/g, (letter) => LETTERS[letter]!)
    .normalize('NFC');
}

/** Letters with diacritics that Unicode does not take apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

function wordsIn(words: string): string[] {
  return folded(words).split(/\s+/).filter(Boolean);
}

/** How many characters to show before and after a word that was found. */
const AROUND = 40;

/** The text around the first of the words. */
export function excerpt(text: string, words: string): string {
  const [word = ''] = wordsIn(words);
  const line = text.split('\n').find((one) => folded(one).includes(word)) ?? '';
  // Folding changes the length of a text: the place is about the same.
  const share = folded(line).indexOf(word) / Math.max(1, folded(line).length);
  const letters = [...line];
  const at = Math.round(letters.length * share);
  const [start, end] = [Math.max(0, at - AROUND), at + word.length + AROUND];
  const shown = letters.slice(start, end).join('');
  return `${start > 0 ? '…' : ''}${shown}${end < letters.length ? '…' : ''}`;
}
