import type { Call } from '../definition/call.js';
import { inputError, refuse } from '../definition/kinds/refuse.js';
import { type Kind, type ParamSpec, param } from '../definition/param.js';

/**
 * An open connection to a service, for many calls: `await using connection = await …`. A forgotten
 * one never keeps the process alive: implementations `unref` its socket while no call uses it.
 */
export interface Connection extends AsyncDisposable {
  /** False once it was closed, by either side. */
  readonly isOpen: boolean;
  /** Closing a closed connection does nothing. */
  close(): Promise<void>;
}

/** How a connection closed. */
export interface Closed {
  result: true;
}

/** The source of a connection: an open one, or settings to open one. */
export interface ConnectionSource<C extends Connection, In, Settings> {
  is(value: unknown): value is C;
  settings: Kind<In, Settings>;
}

/**
 * A param with an open connection, or with settings to open one for this call: see
 * `withConnection`.
 */
export function connection<C extends Connection, In, Settings, const S extends ParamSpec>(
  { is, settings }: ConnectionSource<C, In, Settings>,
  summary: string,
  spec: S = {} as S,
) {
  const kind: Kind<C | In, C | Settings> = {
    name: 'connection',
    takes: settings.takes,
    schema: settings.schema,
    parse(value, context) {
      if (!is(value)) return settings.parse(value, context);
      if (value.isOpen) return value;
      throw inputError(context, ': this connection is closed');
    },
  };
  return param(kind, summary, spec);
}

/** A param that only accepts an open connection, or what else is open and `takes` names. */
export function openConnection<C extends Connection>(
  is: (value: unknown) => value is C,
  summary: string,
  spec: Pick<ParamSpec, 'option' | 'example' | 'role'> = {},
  takes = 'an open connection, as CreateConnection returns it',
) {
  const kind: Kind<C, C> = {
    name: 'connection',
    takes,
    schema: {},
    parse(value, context) {
      if (is(value)) return value;
      throw refuse(value, context, takes);
    },
  };
  return param(kind, summary, { example: 'connection', ...spec });
}

/** Uses an open connection, or opens one from settings for this use only and closes it. */
export async function withConnection<C extends Connection, Settings, R>(
  call: Call,
  given: C | Settings,
  is: (value: unknown) => value is C,
  open: (settings: Settings) => Promise<C>,
  use: (connection: C) => R | Promise<R>,
): Promise<R> {
  // Methods with a dry run have shown it before this.
  if (call.dryRun) throw new Error(`${call.method} has no dry run`);
  if (is(given)) return use(given);
  const opened = await open(given);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
