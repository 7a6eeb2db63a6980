import { join } from 'node:path';
import { openDatabase, type Sqlite } from '../core/sqlite/database.js';
import { cut } from '../core/util/cut.js';
import { randomHex } from '../core/util/random.js';
import type { Message } from '../services/openai/types.js';
import { textOf } from './message-text.js';
import { excerpt, TextIndex } from './text-index.js';
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
  /** True if the last reply did not end. */
  interrupted: boolean;
}

/** What is stored of a conversation. */
type Kept = Pick<Conversation, 'model' | 'messages' | 'usage'> &
  Partial<Pick<Conversation, 'interrupted'>>;

/** What identifies a stored conversation, and its state at that time. */
export type Saved = Pick<Conversation, 'id' | 'changed'>;

export type ConversationSummary = Omit<Conversation, 'messages'> & { count: number };

interface Row {
  number: number;
  id: string;
  started: string;
  changed: string;
  model: string;
  title: string;
  messages: string;
  count: number;
  usage: string | null;
  interrupted: number;
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
`;

const SUMMARY = 'id, started, changed, model, title, count, usage, interrupted';

/** This user's conversations: a SQLite database in the data folder that only its owner can read. */
export class Conversations {
  readonly #db: Sqlite;
  readonly #index: TextIndex;

  private constructor(db: Sqlite) {
    this.#db = db;
    this.#index = new TextIndex(db);
  }

  /** Throws a `MissingPackageError` if there is no SQLite. */
  static async open(folder: string): Promise<Conversations> {
    const db = await openDatabase(join(folder, 'conversations.db'));
    db.exec(SCHEMA);
    const conversations = new Conversations(db);
    if (versionOf(db) < VERSION) db.transaction(() => conversations.#upgrade());
    return conversations;
  }

  close(): void {
    this.#db.close();
  }

  #upgrade(): void {
    // Another process may have been faster.
    if (versionOf(this.#db) >= VERSION) return;
    this.#db.exec('ALTER TABLE conversations ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0');
    this.#db.exec('DROP TABLE IF EXISTS conversation_texts');
    this.#index.create();
    const numbers = this.#db.prepare('SELECT number FROM conversations').all() as Row[];
    for (const { number } of numbers) this.#index.add(number, this.#messagesOf(number));
    this.#db.exec(`PRAGMA user_version = ${VERSION}`);
  }

  #messagesOf(number: number): Message[] {
    const sql = 'SELECT messages FROM conversations WHERE number = ?';
    return messagesIn(this.#db.prepare(sql).get(number) as Row);
  }

  /**
   * Stores a conversation: a new one, or an update of `former`. If another process has updated that
   * one in the meantime, both are kept: this is then stored as a new one.
   */
  save(of: Kept, former?: Saved | undefined): Saved {
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

  #write(id: string, now: string, { model, messages, usage, interrupted }: Kept): void {
    this.#db
      .prepare(
        `INSERT INTO conversations
           (id, started, changed, model, title, messages, count, usage, interrupted)
         VALUES (@id, @now, @now, @model, @title, @messages, @count, @usage, @interrupted)
         ON CONFLICT (id) DO UPDATE SET changed = @now, model = @model, messages = @messages,
           count = @count, usage = @usage, interrupted = @interrupted`,
      )
      .run({
        id,
        now,
        model,
        title: titleOf(messages),
        messages: JSON.stringify(messages),
        count: messages.length,
        usage: usage ? JSON.stringify(usage) : null,
        interrupted: interrupted ? 1 : 0,
      });
    const { number } = this.#db
      .prepare('SELECT number FROM conversations WHERE id = ?')
      .get(id) as { number: number };
    this.#index.delete(number);
    this.#index.add(number, messages);
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

  /** Conversations that contain all the words or parts of words, the latest first. */
  search(words: string, limit: number): (ConversationSummary & { found: string })[] {
    return this.#index.find(words, limit).map((number) => {
      const row = this.#db
        .prepare(`SELECT ${SUMMARY}, messages FROM conversations WHERE number = ?`)
        .get(number) as Row;
      return { ...summary(row), found: excerpt(messagesIn(row).map(textOf).join('\n'), words) };
    });
  }

  /** Returns how many were deleted: 1 or 0. */
  delete(id: string): number {
    return this.#db.transaction(() => {
      const row = this.#db.prepare('SELECT number FROM conversations WHERE id = ?').get(id);
      if (row) this.#index.delete((row as Row).number);
      return Number(this.#db.prepare('DELETE FROM conversations WHERE id = ?').run(id).changes);
    });
  }

  deleteAll(): number {
    return this.#db.transaction(() => {
      this.#index.clear();
      return Number(this.#db.prepare('DELETE FROM conversations').run().changes);
    });
  }
}

/** The version of the database: 1 has the words in the index `conversation_words`. */
const VERSION = 1;

function versionOf(db: Sqlite): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function summary(row: Row): ConversationSummary {
  const { id, started, changed, model, title, count, usage, interrupted } = row;
  const used = usage ? JSON.parse(usage) : undefined;
  return { id, started, changed, model, title, count, usage: used, interrupted: interrupted === 1 };
}

function whole(row: Row): Conversation {
  const { count: _, ...rest } = summary(row);
  return { ...rest, messages: messagesIn(row) };
}

function messagesIn({ messages }: Row): Message[] {
  return JSON.parse(messages) as Message[];
}

const LONGEST_TITLE = 80;

function titleOf(messages: readonly Message[]): string {
  const asked = messages.find(({ role }) => role === 'user');
  const line = (asked ? textOf(asked) : '').replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_TITLE ? `${cut(line, LONGEST_TITLE)}…` : line;
}
