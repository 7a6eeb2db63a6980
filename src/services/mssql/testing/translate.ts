/**
 * The T-SQL that the methods write, in the SQL of SQLite: names, literals, types and a few words. This
 * is not SQL Server: it says nothing about whether SQL Server would accept a statement.
 */

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|N?'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"|[@#\w$\u0080-\uffff]+|[\s\S]/gu;

/** The tokens of a statement, without comments. */
export function tokensOf(sql: string): string[] {
  return (sql.match(TOKEN) ?? []).filter((token) => !/^(--|\/\*)/.test(token));
}

/** The statements of a batch. */
export function statementsIn(sql: string): string[][] {
  const statements: string[][] = [[]];
  for (const token of tokensOf(sql)) {
    if (token === ';') statements.push([]);
    else statements.at(-1)!.push(token);
  }
  return statements.filter((tokens) => tokens.join('').trim() !== '');
}

/** A name without its brackets. */
export function nameIn(token: string): string {
  if (token.startsWith('[')) return token.slice(1, -1).replaceAll(']]', ']');
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token;
}

/** One statement for SQLite. */
export function translated(tokens: readonly string[]): string {
  const words = tokens.map(tokenFor);
  let sql = words.join('').trim();
  sql = sql.replace(/\bWITH\s*\((?:UPDLOCK|HOLDLOCK|SERIALIZABLE|[\s,])+\)/gi, '');
  sql = sql.replace(/\bOPTION\s*\([^)]*\)\s*$/i, '');
  sql = sql
    .replace(/\b"dbo"\./g, '')
    .replace(/\bdbo\./g, '')
    .replace(/"dbo"\./g, '');
  const [, top, count] = /^SELECT\s+(TOP\s*\(?(\d+)\)?)\s/i.exec(sql) ?? [];
  if (top) sql = `${sql.replace(top, '')} LIMIT ${count}`;
  sql = sql.replace(/^TRUNCATE TABLE/i, 'DELETE FROM');
  if (/^ALTER TABLE/i.test(sql))
    sql = sql.replace(/^(ALTER TABLE\s+(?:"(?:[^"]|"")*"|\w+)\s+)ADD\s/i, '$1ADD COLUMN ');
  if (/^(CREATE|ALTER) TABLE/i.test(sql)) sql = withTypes(sql);
  return sql;
}

function tokenFor(token: string): string {
  if (token.startsWith('[')) return `"${nameIn(token).replaceAll('"', '""')}"`;
  if (/^N'/.test(token)) return token.slice(1);
  if (/^@@ROWCOUNT$/i.test(token)) return '0';
  if (/^@@VERSION$/i.test(token)) return "'stand-in for SQL Server'";
  // The length of a type: SQLite only accepts numbers there.
  if (/^max$/i.test(token)) return '0';
  return token.startsWith('@') ? token.toUpperCase() : token;
}

/**
 * The types of columns: SQLite makes numbers of what is no text, which would lose digits. It returns
 * them as they are written.
 */
function withTypes(sql: string): string {
  return sql
    .replace(
      /\bINT\s+IDENTITY(\s*\(\d+,\s*\d+\))?(\s+PRIMARY KEY)/gi,
      'INTEGER PRIMARY KEY AUTOINCREMENT',
    )
    .replace(
      /("(?:[^"]|"")*"\s+|ADD COLUMN\s+\w+\s+)((?:decimal|numeric|(?:small)?money|(?:small)?date\w*|time|uniqueidentifier|xml|n?varchar|nchar|char)\b(?:\s*\([^)]*\))?)/gi,
      '$1TEXT $2',
    )
    .replace(/("(?:[^"]|"")*"\s+)((?:var)?binary\b(?:\s*\([^)]*\))?)/gi, '$1BLOB $2')
    .replace(/("(?:[^"]|"")*"\s+)(bit)\b/gi, '$1INTEGER $2');
}
