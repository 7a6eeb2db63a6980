import type { Call } from '../../core/definition/call.js';

/** What the numbers of SQL Server's messages mean for a caller. */

const checkLogin = (call: Call) => `Check the user and password in ${call.destination}.`;
const PERMISSION = 'Ask for the permission, or connect as another user.';
const RETRY = 'Try the whole transaction again.';
const TOO_LONG = 'A value is longer than its column. Use a longer type.';

const HINTS: Readonly<Record<number, string | ((call: Call) => string)>> = {
  207: 'Check the names of the columns.',
  208: 'Check the name of the table. If its schema is not the default one, write schema.table.',
  229: PERMISSION,
  230: PERMISSION,
  257: "Give the value its type: {'VARBINARY': Base64} for bytes.",
  262: PERMISSION,
  544: 'Leave the IDENTITY column out, or run SET IDENTITY_INSERT … ON on the same connection.',
  911: 'Check the name of the database.',
  916: PERMISSION,
  1205: RETRY,
  1222: 'Another transaction holds the lock. Try again.',
  1785: 'Choose ON DELETE NO ACTION for one of the foreign keys.',
  2628: TOO_LONG,
  2714: 'EnsureTable changes the columns of an existing table.',
  3701: 'Check the name, and whether the user may see it.',
  3702: 'Close the other connections to the database first.',
  3960: RETRY,
  3961: RETRY,
  4060: (call) => `Check the database in ${call.destination}, or create it with CreateDatabase.`,
  4064: (call) => `Name a database in ${call.destination}: the default one cannot be opened.`,
  4712: 'Use DeleteRecords.',
  4922: 'Drop the constraint or the index first, with ExecuteSQLQuery.',
  5074: 'Drop the constraint or the index first, with ExecuteSQLQuery.',
  8152: TOO_LONG,
  18452: 'The server does not trust the domain of the login, or accepts Windows logins only.',
  18456: checkLogin,
  18470: 'Ask an administrator to enable the login.',
  18486: 'The login is locked. Ask an administrator to unlock it.',
  18487: 'The password has expired. Set a new one with another program.',
  18488: 'The password must be changed. Set a new one with another program.',
  40532: checkLogin,
  40615: 'Allow the address of this machine in the firewall of the server, in the Azure portal.',
  40914: 'Allow the network of this machine in the firewall of the server, in the Azure portal.',
};

/** What to do about an error of the server. */
export function hintFor(call: Call, number: number): string | undefined {
  const found = HINTS[number];
  return typeof found === 'function' ? found(call) : found;
}

/**
 * A lock, a deadlock, a conflict with another transaction, too little memory, or a database of Azure
 * that has too much to do or moves to another server: all of them pass.
 *
 * @see https://learn.microsoft.com/en-us/azure/azure-sql/database/troubleshoot-common-errors-issues
 */
const BUSY: ReadonlySet<number> = new Set([
  ...[701, 921, 1204, 1205, 1221, 1222, 3960, 3966, 4221, 8645, 8651, 8628],
  ...[10_922, 10_928, 10_929, 10_936, 17_142, 18_401],
  ...[40_143, 40_166, 40_197, 40_501, 40_540, 40_544, 40_613, 40_627],
  ...[41_301, 41_302, 41_305, 41_325, 41_839, 49_918, 49_919, 49_920],
]);

export function isBusy(number: number): boolean {
  return BUSY.has(number);
}
