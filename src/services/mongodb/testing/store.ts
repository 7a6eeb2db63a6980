import { BSON } from 'mongodb';
import { CommandFailed } from './failed.js';
import { type Credential, credentialOf } from './scram.js';

/** A collection. `_id` is unique, whatever the type of its number is. */
export interface Collection {
  documents: Map<string, BSON.Document>;
  options: BSON.Document;
}

export interface User {
  user: string;
  db: string;
  roles: BSON.Document[];
  credentials: Record<string, Credential>;
  customData?: unknown;
}

export interface Role {
  role: string;
  db: string;
  privileges: BSON.Document[];
  roles: BSON.Document[];
}

/** Everything that the stand-in has, in memory. */
export class Store {
  readonly databases = new Map<string, Map<string, Collection>>();
  readonly users = new Map<string, User>();
  readonly roles = new Map<string, Role>();

  collections(database: string): Map<string, Collection> {
    return this.databases.get(database) ?? new Map();
  }

  collection(database: string, name: string): Collection | undefined {
    return this.collections(database).get(name);
  }

  create(database: string, name: string, options: BSON.Document = {}): Collection {
    const all = this.databases.get(database) ?? new Map<string, Collection>();
    this.databases.set(database, all);
    const found = all.get(name) ?? { documents: new Map(), options };
    all.set(name, found);
    return found;
  }

  addUser(database: string, user: string, password: string, roles: BSON.Document[]): void {
    const credentials = {
      'SCRAM-SHA-1': credentialOf('SCRAM-SHA-1', user, password),
      'SCRAM-SHA-256': credentialOf('SCRAM-SHA-256', user, password),
    };
    this.users.set(`${database}.${user}`, { user, db: database, roles, credentials });
  }
}

export function insert({ documents }: Collection, given: BSON.Document, ns: string): void {
  // The server adds the missing ID, and puts it first.
  const document = '_id' in given ? given : { _id: new BSON.ObjectId(), ...given };
  const key = keyOf(document._id);
  if (documents.has(key)) {
    const shown = BSON.EJSON.stringify({ _id: document._id });
    const message = `E11000 duplicate key error collection: ${ns} index: _id_ dup key: ${shown}`;
    throw new CommandFailed(11000, 'DuplicateKey', message);
  }
  documents.set(key, document);
}

/** Equal for equal IDs: 1 as an int32 and as a double is the same ID. */
export function keyOf(id: unknown): string {
  const { Int32, Double, Long } = BSON;
  const isNumber = [Int32, Double, Long].some((type) => id instanceof type);
  return isNumber ? `n:${id}` : BSON.EJSON.stringify({ id }, { relaxed: false });
}
