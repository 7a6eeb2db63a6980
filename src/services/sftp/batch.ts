import type { SshConnection } from '../../core/ssh/connection.js';
import { commandOptions } from '../../core/ssh/params.js';
import type { Target } from '../../core/ssh/settings.js';

/** The equivalent `sftp` command, for a dry run. */
export function batch(
  connection: SshConnection | Target,
  command: string,
  ...paths: readonly string[]
): string {
  const line = [command, ...paths.map(word)].join(' ');
  return `sftp -b - ${commandOptions(connection, '-P').join(' ')} <<'END'\n${line}\nEND`;
}

/** Quotes a word for `sftp`. */
function word(path: string): string {
  return /^[\w./~%+=:,-]+$/.test(path) ? path : `"${path.replace(/[\\"*?[]/g, '\\$&')}"`;
}
