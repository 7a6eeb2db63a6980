// What is used of Node's own SQLite: the types of Node 20, which OInt is written for, lack it.
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
