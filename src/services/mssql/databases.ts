import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Creates a database.
 *
 * @throws {ServiceError} `1801`: the database already exists.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql
 */
export const createDatabase = sql.createDatabase(database);

/**
 * Deletes a database and everything in it.
 *
 * @throws {ServiceError} `3701`: the database does not exist. `3702`: it is in use.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-database-transact-sql
 */
export const deleteDatabase = sql.deleteDatabase(database);
