import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Creates a database.
 *
 * @throws {ServiceError} `ER_DB_CREATE_EXISTS`: the database already exists.
 * @see https://dev.mysql.com/doc/refman/8.4/en/create-database.html
 * @see https://mariadb.com/kb/en/create-database/
 */
export const createDatabase = sql.createDatabase(database);

/**
 * Deletes a database and everything in it.
 *
 * @throws {ServiceError} `ER_DB_DROP_EXISTS`: the database does not exist.
 * @see https://dev.mysql.com/doc/refman/8.4/en/drop-database.html
 */
export const deleteDatabase = sql.deleteDatabase(database);
