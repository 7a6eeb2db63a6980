import Sqlite from 'better-sqlite3';
import { SqlError } from './conversions.js';

/** The databases of a stand-in: each is one of SQLite, in memory. */
export class Databases {
  readonly #all = new Map<string, Sqlite.Database>([['master', opened()]]);

  has(name: string): boolean {
    return this.#all.has(name.toLowerCase());
  }

  get(name: string): Sqlite.Database {
    return this.#all.get(name.toLowerCase() || 'master')!;
  }

  create(name: string): void {
    if (this.has(name))
      throw new SqlError(
        1801,
        `Database '${name}' already exists. Choose a different database name.`,
      );
    this.#all.set(name.toLowerCase(), opened());
  }

  drop(name: string): void {
    const found = this.#all.get(name.toLowerCase());
    if (!found)
      throw new SqlError(
        3701,
        `Cannot drop the database '${name}', because it does not exist or you do not have permission.`,
      );
    found.close();
    this.#all.delete(name.toLowerCase());
  }
}

function opened(): Sqlite.Database {
  return new Sqlite(':memory:').defaultSafeIntegers();
}
