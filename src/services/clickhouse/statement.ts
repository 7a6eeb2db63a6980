/** What can be told from the beginning of a statement. */

const COMMENTS = /^(?:\s|\(|--[^\n]*(?:\n|$)|#[ !][^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
const READS = /^(?:SELECT|WITH|SHOW|DESCRIBE|DESC|EXISTS|EXPLAIN)\b/i;

/** True if a statement only reads. A doubtful one counts as a write. */
export function isRead(sql: string): boolean {
  const bare = sql.replace(COMMENTS, '');
  return READS.test(bare) && !/\b(?:INSERT|INTO|CREATE|ALTER|DROP|DELETE|UPDATE)\b/i.test(bare);
}
