// The part of Node's own SQLite that OInt uses: the types of Node 20, OInt's minimum, lack it.
// https://nodejs.org/api/sqlite.html
declare module 'node:sqlite' {
  export class DatabaseSync {
    constructor(path: string, options?: object);
    readonly isOpen: boolean;
    readonly isTransaction: boolean;
    prepare(sql: string): StatementSync;
    exec(sql: string): void;
    loadExtension(path: string, entryPoint?: string): void;
    close(): void;
  }

  export interface StatementSync {
    readonly sourceSQL: string;
    run(...values: unknown[]): { changes: number | bigint };
    get(...values: unknown[]): unknown;
    all(...values: unknown[]): unknown[];
    iterate(...values: unknown[]): IterableIterator<unknown>;
    columns(): { name: string }[];
    setReturnArrays(on: boolean): void;
    setReadBigInts(on: boolean): void;
  }
}
