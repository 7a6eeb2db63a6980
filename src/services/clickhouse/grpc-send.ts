import type { Call } from '../../core/definition/call.js';
import type { GrpcConnection } from '../../core/grpc/connection.js';
import { Exchange } from '../../core/grpc/exchange.js';
import { grpcurl } from '../../core/grpc/grpcurl.js';
import { loginOf } from './connection.js';
import { errorIn, type RawResult } from './grpc-result.js';
import { canRepeat } from './http-request.js';
import { ownSettings, withoutRefused } from './own-settings.js';
import { queryInfo, queryInfos } from './query-info.js';
import type { Query } from './request.js';
import type { Session } from './session.js';
import type { GrpcSettings } from './target.js';
import { SERVICE } from './wire.js';

/** In a dry run, shows the request. */
export async function wouldCall(
  call: Call,
  given: GrpcConnection | GrpcSettings,
  query: Query,
  session: Session | undefined,
): Promise<void> {
  if (!call.dryRun) return;
  const data = await queryInfo(call, { query, session, login: loginOf(given) });
  const shown = { ...data, ...('password' in data && { password: '***' }) };
  const method = nameFor(query);
  call.wouldSend(() =>
    grpcurl('transport' in given ? given.grpc : given, { service: SERVICE, method, data: shown }),
  );
}

/** How long a message may take, in milliseconds, and how many are received; 0 for no limit. */
interface Limits {
  timeout: number;
  count: number;
}

/**
 * The messages of the server for a query, as they arrive. If it refuses settings of ours, the query is
 * sent again without them, as over HTTP.
 *
 * @throws {ServiceError} A message reports an exception.
 */
export async function* results(
  call: Call,
  connection: GrpcConnection,
  query: Query,
  session: Session | undefined,
  limits: Limits = { timeout: 0, count: 0 },
): AsyncGenerator<RawResult> {
  let own = canRepeat(query) ? ownSettings(query, query.format ?? '') : {};
  for (let hasBegun = false; ; ) {
    const added = Object.entries(own).map(([name, value]) => [name, [value]]);
    const settings = { ...Object.fromEntries(added), ...query.settings };
    try {
      for await (const raw of sent(call, connection, { ...query, settings }, session, limits)) {
        hasBegun = true;
        yield raw;
      }
      return;
    } catch (error) {
      const fewer = hasBegun ? undefined : withoutRefused(own, error);
      if (!fewer) throw error;
      own = fewer;
    }
  }
}

async function* sent(
  call: Call,
  connection: GrpcConnection,
  query: Query,
  session: Session | undefined,
  limits: Limits,
): AsyncGenerator<RawResult> {
  const first = await queryInfo(call, { query, session, login: loginOf(connection) });
  const data = query.data === undefined ? [] : [query.data];
  const method = await connection.method(call, SERVICE, nameFor(query));
  const sending = { data: queryInfos(first, data), keep: false, ...limits };
  for await (const message of new Exchange(call, connection, method, sending)) {
    const raw = message as RawResult;
    const error = errorIn(call, raw);
    if (error) throw error;
    yield raw;
  }
}

function nameFor({ data }: Query): string {
  return data === undefined ? 'ExecuteQueryWithStreamOutput' : 'ExecuteQueryWithStreamIO';
}
