import { SqlError } from './conversions.js';

/** SQLite's words, and what SQL Server says then. */
const ERRORS: readonly (readonly [RegExp, number, (found: string) => string])[] = [
  [/no such table: (.*)/, 208, (name) => `Invalid object name '${name}'.`],
  [
    /(?:table|there is already a table named) "?(.*?)"? already exists/,
    2714,
    (name) => `There is already an object named '${name}' in the database.`,
  ],
  [
    /UNIQUE constraint failed: (.*)/,
    2627,
    (name) =>
      `Violation of PRIMARY KEY constraint. Cannot insert duplicate key in object 'dbo.${name}'.`,
  ],
  [
    /NOT NULL constraint failed: .*\.(.*)/,
    515,
    (name) => `Cannot insert the value NULL into column '${name}'; column does not allow nulls.`,
  ],
  [/no such column: (.*)/, 207, (name) => `Invalid column name '${name}'.`],
  [
    /duplicate column name: (.*)/,
    2705,
    (name) =>
      `Column names in each table must be unique. Column name '${name}' is specified more than once.`,
  ],
];

export function errorOf(error: Error): SqlError {
  if (error instanceof SqlError) return error;
  for (const [pattern, number, toText] of ERRORS) {
    const found = pattern.exec(error.message);
    if (found) return new SqlError(number, toText(found[1] ?? ''));
  }
  return new SqlError(102, `Incorrect syntax (${error.message}).`);
}
