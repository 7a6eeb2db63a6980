import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redactor } from '../../core/errors/redact.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { writeWhole } from '../../core/files/file.js';

const LONGEST = 1_000;

/** The lines typed in earlier sessions, for the arrow keys: newest first. */
export class History {
  readonly #redactor: Redactor;
  #lines: string[] = [];

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  async read(): Promise<void> {
    const text = await readFile(await path(), 'utf8').catch(() => '');
    this.#lines = text.split('\n').filter(Boolean).map(parsed).reverse();
  }

  add(line: string): void {
    const clean = this.#redactor.text(line);
    if (clean.trim() && clean !== this.#lines[0]) this.#lines.unshift(clean);
  }

  /** Only its owner can read it. If it cannot be written, that is not an error. */
  async write(): Promise<void> {
    const lines = this.#lines.slice(0, LONGEST).reverse();
    if (lines.length === 0) return;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await mkdir(dataFolder(), { recursive: true, mode: 0o700 }).catch(() => {});
    await writeWhole(await path(), text, 0o600).catch(() => {});
  }
}

async function path(): Promise<string> {
  return join(dataFolder(), 'chat-history.jsonl');
}

function parsed(line: string): string {
  try {
    return String(JSON.parse(line));
  } catch {
    return line;
  }
}
