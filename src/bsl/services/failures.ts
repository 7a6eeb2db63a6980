/**
 * Services whose methods return every failure as a value in the reference, with `result` and `error`: also
 * values that are not valid, and servers that do not answer. The methods of all others raise an error then.
 */
export const RETURNS_FAILURES: ReadonlySet<string> = new Set([
  ...['clickhouse', 'mongodb', 'mssql', 'mysql', 'postgres', 'sqlite'],
  ...['ftp', 'grpc', 'ldap', 'rcon', 'sftp', 'ssh', 'tcp', 'ws', 'zeromq'],
  ...['7z', 'rar', 'tar', 'lua', 'nativeapi'],
]);
