import {
  connection as connectionParam,
  openConnection,
  withConnection,
} from '../../core/connection/connection.js';
import type { Call } from '../../core/definition/call.js';
import { GrpcConnection, isGrpcConnection } from '../../core/grpc/connection.js';
import type { Login } from './login.js';
import {
  type GrpcSettings,
  grpcTargetKind,
  type HttpTarget,
  type Target,
  targetKind,
} from './target.js';

/** Connections of gRPC: each request over them has the login in its message. */

const logins = new WeakMap<GrpcConnection, Login>();

function isOpen(value: unknown): value is GrpcConnection {
  return isGrpcConnection(value) && logins.has(value);
}

/** Connects. A token is sent as metadata, as for other services of gRPC. */
export async function openGrpc(call: Call, { grpc, login }: GrpcSettings): Promise<GrpcConnection> {
  const token = login.kind === 'jwt' && { authorization: `Bearer ${login.token}` };
  const metadata = { ...grpc.metadata, ...token };
  const connection = await GrpcConnection.open(call, { ...grpc, metadata });
  logins.set(connection, login);
  return connection;
}

export function loginOf(given: GrpcConnection | GrpcSettings): Login {
  return isGrpcConnection(given) ? logins.get(given)! : given.login;
}

/** Uses an open connection, or opens one for this call. */
export function usingGrpc<R>(
  call: Call,
  given: GrpcConnection | GrpcSettings,
  use: (connection: GrpcConnection) => Promise<R>,
): Promise<R> {
  return withConnection(
    call,
    given,
    isOpen,
    (settings: GrpcSettings) => openGrpc(call, settings),
    use,
  );
}

const NAMES = 'the result of CreateGRPCConnection';

/** For the methods of streams. */
export const open = openConnection(
  isOpen,
  `Open connection: ${NAMES}`,
  { option: 'conn' },
  `an open connection, as CreateGRPCConnection returns it`,
);

/** For requests over gRPC. */
export const grpcConnection = connectionParam(
  { is: isOpen, settings: grpcTargetKind },
  'Open connection, or the result of GetGRPCConnectionSettings',
  {
    option: 'conn',
    role: 'destination',
    reach: 'read',
    example: "{'address':'http://localhost:9100','transport':'grpc'}",
  },
);

/** For requests over either. */
export const anyConnection = connectionParam(
  { is: isOpen, settings: targetKind },
  'Address of the server, settings of a connection, or an open connection of gRPC',
  { option: 'conn', role: 'destination', reach: 'read', example: 'http://localhost:8123' },
);

export function isHttp(given: GrpcConnection | Target): given is HttpTarget {
  return 'transport' in given && given.transport === 'http';
}
