import { expect, it } from 'vitest';
import { codeName } from './codes.js';

// Numbers from https://sqlite.org/rescode.html
it.each([
  [1, 'SQLITE_ERROR'],
  [5, 'SQLITE_BUSY'],
  [14, 'SQLITE_CANTOPEN'],
  [26, 'SQLITE_NOTADB'],
  [261, 'SQLITE_BUSY_RECOVERY'],
  [773, 'SQLITE_BUSY_TIMEOUT'],
  [787, 'SQLITE_CONSTRAINT_FOREIGNKEY'],
  [1299, 'SQLITE_CONSTRAINT_NOTNULL'],
  [1555, 'SQLITE_CONSTRAINT_PRIMARYKEY'],
  [2067, 'SQLITE_CONSTRAINT_UNIQUE'],
  [1544, 'SQLITE_READONLY_DIRECTORY'],
  [99_999, 'SQLITE_ERROR'],
])('%d is %s', (number, name) => {
  expect(codeName(number)).toBe(name);
});
