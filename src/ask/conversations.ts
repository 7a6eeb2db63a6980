import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type Sqlite } from '../core/sqlite/database.js';
import { cut } from '../core/util/cut.js';
import { randomHex } from '../core/util/random.js';
import { textOf as replyText } from '../services/openai/reasoning.js';
import type { Message } from '../services/openai/types.js';
import type { Step } from './types.js';

/** A stored conversation. */
export interface Conversation {
  id: string;
  /** ISO 8601. */
  started: string;
  changed: string;
  model: string;
  /** The beginning of the first question. */
  title: string;
  messages: Message[];
  usage: Step['usage'];
}

/** What identifies a stored conversation, and its state at that time. */
export type Saved = Pick<Conversation, 'id' | 'changed'>;

export type ConversationSummary = Omit<Conversation, 'messages'> & { count: number };

interface Row {
  id: string;
  started: string;
  changed: string;
  model: string;
  title: string;
  messages: string;
  count: number;
  usage: string | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS conversations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    started TEXT NOT NULL,
    changed TEXT NOT NULL,
    model TEXT NOT NULL,
    title TEXT NOT NULL,
    messages TEXT NOT NULL,
    count INTEGER NOT NULL,
    usage TEXT
  );
  CREATE INDEX IF NOT EXISTS conversations_changed ON conversations (changed);
  CREATE VIRTUAL TABLE IF NOT EXISTS conversation_texts USING fts5 (text, tokenize = 'unicode61');
`;

const SUMMARY = 'id, started, changed, model, title, count, usage';

/** This user's conversations: a SQLite database in the data folder that only its owner can read. */
export class Conversations {
  readonly #db: Sqlite;

  private constructor(db: Sqlite) {
    this.#db = db;
  }

  /** Throws a `MissingPackageError` if there is no SQLite. */
  static async open(folder: string): Promise<Conversations> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const db = await openDatabase(join(folder, 'conversations.db'));
    db.exec(SCHEMA);
    return new Conversations(db);
  }

  close(): void {
    this.#db.close();
  }

  /**
   * Stores a conversation: a new one, or an update of `former`. If another process has updated that
   * one in the meantime, both are kept: this is then stored as a new one.
   */
  save(of: Pick<Conversation, 'model' | 'messages' | 'usage'>, former?: Saved | undefined): Saved {
    return this.#db.transaction(() => {
      const id = former && this.#isUnchanged(former) ? former.id : randomHex(6);
      const changed = this.#now();
      this.#write(id, changed, of);
      return { id, changed };
    });
  }

  #isUnchanged({ id, changed }: Saved): boolean {
    const found = this.#db.prepare('SELECT changed FROM conversations WHERE id = ?').get(id) as
      | Pick<Row, 'changed'>
      | undefined;
    return found === undefined || found.changed === changed;
  }

  #write(
    id: string,
    now: string,
    { model, messages, usage }: Pick<Conversation, 'model' | 'messages' | 'usage'>,
  ): void {
    this.#db
      .prepare(
        `INSERT INTO conversations (id, started, changed, model, title, messages, count, usage)
         VALUES (@id, @now, @now, @model, @title, @messages, @count, @usage)
         ON CONFLICT (id) DO UPDATE SET changed = @now, model = @model, messages = @messages,
           count = @count, usage = @usage`,
      )
      .run({
        id,
        now,
        model,
        title: titleOf(messages),
        messages: JSON.stringify(messages),
        count: messages.length,
        usage: usage ? JSON.stringify(usage) : null,
      });
    const { number } = this.#db
      .prepare('SELECT number FROM conversations WHERE id = ?')
      .get(id) as { number: number };
    this.#db.prepare('DELETE FROM conversation_texts WHERE rowid = ?').run(number);
    this.#db
      .prepare('INSERT INTO conversation_texts (rowid, text) VALUES (?, ?)')
      .run(number, messages.map(textOf).join('\n'));
  }

  /**
   * Later than any stored time, so that the latest conversation is unambiguous even within a
   * millisecond.
   */
  #now(): string {
    const { last } = this.#db.prepare('SELECT MAX(changed) AS last FROM conversations').get() as {
      last: string | null;
    };
    const now = Date.now();
    const ahead = last === null ? -1 : Date.parse(last) - now;
    // Ignore a time in the future: the clock was wrong then.
    return new Date(ahead >= 0 && ahead < 1_000 ? now + ahead + 1 : now).toISOString();
  }

  /** Finds a conversation by its ID, or by a prefix if it is unique. */
  get(id: string): Conversation | undefined {
    const rows = this.#db
      .prepare("SELECT * FROM conversations WHERE id = ? OR id LIKE ? || '%' ESCAPE '!' LIMIT 2")
      .all(id, id.replace(/[!%_]/g, '!$&')) as Row[];
    const found = rows.find((row) => row.id === id) ?? (rows.length === 1 ? rows[0] : undefined);
    return found && whole(found);
  }

  last(): Conversation | undefined {
    const row = this.#db
      .prepare('SELECT * FROM conversations ORDER BY changed DESC, number DESC LIMIT 1')
      .get() as Row | undefined;
    return row && whole(row);
  }

  /** Newest first. */
  list(limit: number): ConversationSummary[] {
    const rows = this.#db
      .prepare(`SELECT ${SUMMARY} FROM conversations ORDER BY changed DESC, number DESC LIMIT ?`)
      .all(limit) as Row[];
    return rows.map(summary);
  }

  /** Conversations that contain all the words, best match first. */
  search(words: string, limit: number): (ConversationSummary & { found: string })[] {
    // Quoted, so that operators of the query language count as text.
    const query = words
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => `"${word.replaceAll('"', '""')}"`)
      .join(' ');
    if (query === '') return [];
    const columns = SUMMARY.split(', ').map((name) => `c.${name}`);
    const rows = this.#db
      .prepare(
        `SELECT ${columns.join(', ')}, snippet(conversation_texts, 0, '', '', '…', 12) AS found
         FROM conversation_texts JOIN conversations c ON c.number = conversation_texts.rowid
         WHERE conversation_texts MATCH ? ORDER BY rank LIMIT ?`,
      )
      .all(query, limit) as (Row & { found: string })[];
    return rows.map((row) => ({ ...summary(row), found: row.found }));
  }

  /** Returns how many were deleted: 1 or 0. */
  delete(id: string): number {
    return this.#db.transaction(() => {
      this.#db
        .prepare(
          'DELETE FROM conversation_texts WHERE rowid = (SELECT number FROM conversations WHERE id = ?)',
        )
        .run(id);
      return Number(this.#db.prepare('DELETE FROM conversations WHERE id = ?').run(id).changes);
    });
  }

  deleteAll(): number {
    return this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM conversation_texts').run();
      return Number(this.#db.prepare('DELETE FROM conversations').run().changes);
    });
  }
}

function summary({ id, started, changed, model, title, count, usage }: Row): ConversationSummary {
  return {
    id,
    started,
    changed,
    model,
    title,
    count,
    usage: usage ? JSON.parse(usage) : undefined,
  };
}

function whole(row: Row): Conversation {
  const { count: _, ...rest } = summary(row);
  return { ...rest, messages: JSON.parse(row.messages) as Message[] };
}

const LONGEST_TITLE = 80;

function titleOf(messages: readonly Message[]): string {
  const asked = messages.find(({ role }) => role === 'user');
  const line = (asked ? textOf(asked) : '').replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_TITLE ? `${cut(line, LONGEST_TITLE)}…` : line;
}

/** The text of a message, without its reasoning, images and audio. */
export function textOf(message: Message): string {
  if (message.role === 'assistant') return replyText(message)?.trim() ?? '';
  const { content } = message;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.flatMap((part) => (typeof part.text === 'string' ? [part.text] : [])).join('\n');
}
