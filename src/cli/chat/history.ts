import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redactor } from '../../core/errors/redact.js';
import { changeFile } from '../../core/files/change-file.js';
import { dataFolder } from '../../core/files/data-folder.js';

const LONGEST = 1_000;

/** The lines typed in earlier sessions, for the arrow keys: newest first. */
export class History {
  readonly #redactor: Redactor;
  #lines: string[] = [];
  /** Those of this session, oldest first. */
  #added: string[] = [];

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  async read(): Promise<void> {
    const text = await readFile(path(), 'utf8').catch(() => '');
    this.#lines = text.split('\n').filter(Boolean).map(parsed).reverse();
  }

  add(line: string): void {
    const clean = this.#redactor.text(line);
    if (!clean.trim() || clean === this.#lines[0]) return;
    this.#lines.unshift(clean);
    this.#added.push(clean);
  }

  /**
   * Adds the lines of this session to those of other sessions. Only its owner can read the file. If
   * it cannot be written, that is not an error.
   */
  async write(): Promise<void> {
    const added = this.#added.map((line) => JSON.stringify(line));
    if (added.length === 0) return;
    const merged = (old = '') => [...old.split('\n').filter(Boolean), ...added].slice(-LONGEST);
    await changeFile(path(), (old) =>
      merged(old)
        .map((line) => `${line}\n`)
        .join(''),
    ).then(
      () => (this.#added = []),
      () => {},
    );
  }
}

function path(): string {
  return join(dataFolder(), 'chat-history.jsonl');
}

function parsed(line: string): string {
  try {
    return String(JSON.parse(line));
  } catch {
    return line;
  }
}
