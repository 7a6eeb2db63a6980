import type { BSON } from 'mongodb';
import type { Store } from './store.js';

/** A command for a database of the stand-in. */
export interface Asked {
  store: Store;
  /** The database. */
  db: string;
  command: BSON.Document;
  /** The first value of the command: mostly the name of a collection. */
  target: string;
}

export type Commands = Readonly<Record<string, (asked: Asked) => BSON.Document>>;
