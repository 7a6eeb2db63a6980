import type { Call } from '../../core/definition/call.js';
import { ConnectionError, OintError, TimeoutError } from '../../core/errors/errors.js';
import type { Address, Destination } from './address.js';
import type { PostgresConnection } from './connection.js';
import { hostOf } from './servers.js';
import { type SessionKind, STATE_SQL, whyNotOf } from './session-kind.js';

type Open = (address: Address) => Promise<PostgresConnection>;

/**
 * The connection to the first server that can be used, as in libpq: one that cannot be reached, or
 * whose sessions are not of the wanted kind, is skipped. A wrong password or certificate ends it.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS
 */
export async function firstOf(
  call: Call,
  { addresses, session, isRandom }: Destination,
  open: Open,
): Promise<PostgresConnection> {
  const order = isRandom ? shuffled(addresses) : addresses;
  const kinds: SessionKind[] = session === 'prefer-standby' ? ['standby', 'any'] : [session];
  let failures: OintError[] = [];
  for (const kind of kinds) {
    failures = [];
    for (const address of order) {
      try {
        return await openOfKind(call, kind, address, open);
      } catch (error) {
        if (!(error instanceof OintError)) throw error;
        if (!isUnreachable(error)) throw afterOthers(error, failures);
        failures.push(error);
        call.debug(() => `* ${whatOf(error)}`);
      }
    }
  }
  throw failures.length === 1 ? failures[0] : noneOf(call, failures);
}

async function openOfKind(call: Call, kind: SessionKind, address: Address, open: Open) {
  const connection = await open(address);
  if (kind === 'any') return connection;
  try {
    const why = await connection.alone(call, () => whyNot(call, connection, kind));
    if (why === undefined) return connection;
    throw new ConnectionError({
      method: call.method,
      message: `${hostOf(address)} ${why} (target_session_attrs=${kind})`,
      hint: 'Add the other servers to the connection string, or try again after the failover.',
      ...{ reason: 'TARGET_SESSION_ATTRS', sent: false, retryable: true },
    });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function whyNot(call: Call, connection: PostgresConnection, kind: SessionKind) {
  const [answer] = await connection.ask(call, STATE_SQL, []);
  const { read_only, standby } = answer!.rows[0]!;
  return whyNotOf(kind, { isReadOnly: read_only === true, isStandby: standby === true });
}

/** Whether another server may be reached. */
function isUnreachable(error: OintError): boolean {
  if (error instanceof TimeoutError) return error.deadline === 'connectTimeout';
  return error instanceof ConnectionError && (error.retryable || error.reason === 'ENOTFOUND');
}

/** The error of a server that was reached, with what was wrong with those before it. */
function afterOthers(error: OintError, others: readonly OintError[]): OintError {
  return others.length === 0 ? error : error.advises(`Before: ${others.map(whatOf).join('; ')}.`);
}

function noneOf(call: Call, failures: readonly OintError[]): ConnectionError {
  const last = failures.at(-1)!;
  return new ConnectionError({
    method: call.method,
    message: `none of the ${failures.length} servers can be used: ${failures.map(whatOf).join('; ')}`,
    hint: last.hint,
    reason: last instanceof ConnectionError ? last.reason : 'ETIMEDOUT',
    ...{ sent: false, retryable: true, cause: last.cause },
  });
}

/** The message of an error without its method and its hint. */
function whatOf({ message, method = '', hint = '' }: OintError): string {
  const start = method && message.startsWith(`${method}: `) ? method.length + 2 : 0;
  return message.slice(start, hint ? message.length - hint.length : undefined).trim();
}

function shuffled<T>(items: readonly T[]): T[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all;
}
