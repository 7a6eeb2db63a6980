import type { Sqlite, SqlValue } from '../../core/sqlite/database.js';
import { badRequest } from '../errors.js';
import type { Objects, Page, StoredObject } from './store.js';

/** Objects in the database, as JSON. */
export class SqlObjects implements Objects {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  put(kind: string, object: StoredObject, parent?: string): void {
    this.#db
      .prepare(
        `INSERT INTO objects (kind, id, parent, json) VALUES (?, ?, ?, ?)
         ON CONFLICT (kind, id) DO UPDATE SET parent = excluded.parent, json = excluded.json`,
      )
      .run(kind, object.id, parent ?? null, JSON.stringify(object));
  }

  get<T extends StoredObject>(kind: string, id: string): T | undefined {
    const row = this.#db
      .prepare('SELECT json FROM objects WHERE kind = ? AND id = ?')
      .get(kind, id);
    return row === undefined ? undefined : read<T>(row);
  }

  remove(kind: string, id: string): boolean {
    const statement = this.#db.prepare('DELETE FROM objects WHERE kind = ? AND id = ?');
    return Number(statement.run(kind, id).changes) > 0;
  }

  list<T extends StoredObject>(kind: string, page: Page): { data: T[]; hasMore: boolean } {
    const conditions = ['kind = ?'];
    const values: SqlValue[] = [kind];
    const where = (condition: string, value: SqlValue) => {
      conditions.push(condition);
      values.push(value);
    };
    if (page.parent !== undefined) where('parent = ?', page.parent);
    const [behind, ahead] = page.order === 'asc' ? ['>', '<'] : ['<', '>'];
    if (page.after !== undefined) where(`number ${behind} ?`, this.#place(kind, page, 'after'));
    if (page.before !== undefined) where(`number ${ahead} ?`, this.#place(kind, page, 'before'));
    const rows = this.#db
      .prepare(
        `SELECT json FROM objects WHERE ${conditions.join(' AND ')}
         ORDER BY number ${page.order === 'asc' ? 'ASC' : 'DESC'} LIMIT ?`,
      )
      .all(...values, page.limit + 1);
    return { data: rows.slice(0, page.limit).map(read<T>), hasMore: rows.length > page.limit };
  }

  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  #place(kind: string, page: Page, side: 'after' | 'before'): number {
    const id = page[side] ?? '';
    const row = this.#db
      .prepare('SELECT number, parent FROM objects WHERE kind = ? AND id = ?')
      .get(kind, id) as { number: number; parent: string | null } | undefined;
    if (row && (page.parent === undefined || row.parent === page.parent)) return row.number;
    throw badRequest(`No object found with id '${id}'.`, side);
  }
}

function read<T>(row: unknown): T {
  return JSON.parse((row as { json: string }).json) as T;
}
