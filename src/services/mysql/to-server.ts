import { typedReader } from '../../core/sql/typed-reader.js';

/**
 * Values for the server: always bound, never part of the SQL. `forms.ts` gives them the form of their
 * column, `bound.ts` the driver's. The types are those of the reference, and MySQL's names for them.
 */
export const toServer = typedReader({
  plain: [
    ...['BOOL', 'BOOLEAN', 'TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'INTEGER', 'BIGINT', 'UINT'],
    ...['DECIMAL', 'NUMERIC', 'FLOAT', 'DOUBLE', 'REAL', 'YEAR', 'BIT'],
    ...['TEXT', 'CHAR', 'VARCHAR', 'ENUM', 'SET'],
  ],
  times: ['DATE', 'TIME', 'DATETIME', 'TIMESTAMP'],
  bytes: ['BYTES', 'BLOB', 'BINARY', 'VARBINARY'],
  json: ['JSON'],
  digits: 6,
});
