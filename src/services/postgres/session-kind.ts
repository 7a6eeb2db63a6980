import type { Refuse } from '../../core/connection/connection-url.js';

/** The values of libpq's `target_session_attrs`: which of several servers to use. */
const KINDS = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
export type SessionKind = (typeof KINDS)[number];

export function sessionKindOf(text: string | undefined, refuse: Refuse): SessionKind {
  const found = KINDS.find((kind) => kind === (text ?? 'any'));
  if (found) return found;
  const hint = `The values are: ${KINDS.join(', ')}.`;
  throw refuse(`has the unknown target_session_attrs=${text}`, hint);
}

/** What a server says of a new session. */
export interface SessionState {
  /** Transactions cannot write by default, or the server is a standby. */
  isReadOnly: boolean;
  isStandby: boolean;
}

/** The query for a session's state, which every version of PostgreSQL understands. */
export const STATE_SQL = `SELECT pg_catalog.current_setting('transaction_read_only') = 'on' AS read_only,
  pg_catalog.pg_is_in_recovery() AS standby`;

/** Why a session is not of the kind; `undefined` if it is. */
export function whyNotOf(kind: SessionKind, state: SessionState): string | undefined {
  const { isReadOnly, isStandby } = state;
  if (kind === 'read-write' && isReadOnly) return 'is read-only';
  if (kind === 'read-only' && !isReadOnly) return 'is not read-only';
  if (kind === 'primary' && isStandby) return 'is a standby';
  if (kind === 'standby' && !isStandby) return 'is not a standby';
  return undefined;
}
