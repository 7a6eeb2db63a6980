import {
  checkFields,
  fieldContext,
  isGiven,
  textField,
  withSecrets,
} from '../../core/connection/settings-fields.js';
import { type TlsSettings, tlsKind } from '../../core/connection/tls-settings.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import type { Given } from '../../core/definition/kinds/known-fields.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import type { Kind, ParamContext } from '../../core/definition/param.js';
import { isSecretHeader } from '../../core/errors/redact.js';
import { type GrpcTarget, targetKind as grpcKind } from '../../core/grpc/settings.js';
import { parseBase, percentDecoded } from '../../core/http/url.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { LOGIN_FIELDS, type Login, loginIn } from './login.js';
import type { ConnectionRecord } from './types.js';
import { schema } from './wire.js';

/** A server that is reached over HTTP. */
export interface HttpTarget {
  transport: 'http';
  url: URL;
  login: Login;
  headers: Readonly<Record<string, unknown>>;
  tls: TlsSettings | undefined;
}

/** A server that is reached over gRPC. */
export interface GrpcSettings {
  transport: 'grpc';
  grpc: GrpcTarget;
  login: Login;
}

export type Target = HttpTarget | GrpcSettings;

const TAKES =
  "an address such as http://localhost:8123, or settings: {'address':'https://host:8443','auth_type':'basic','user':'default','password':'env:PASSWORD'}";

const FIELDS = ['address', 'url', 'URL', 'transport', 'headers', 'meta', 'tls', ...LOGIN_FIELDS];

/** The settings as a program passes them. */
type GivenTarget = Given<ConnectionRecord & { url: string; URL: string }>;

/** The settings of a connection, or only the address: `http://user:password@localhost:8123`. */
export const targetKind: Kind<GivenTarget | string, Target> = {
  name: 'record',
  takes: TAKES,
  schema: { type: ['string', 'object'], writeOnly: true },
  reach: 'read',
  async parse(value, context) {
    if (typeof value === 'string' && ADDRESS.test(value))
      return targetOf({ address: value }, context);
    return targetOf(await recordKind.parse(value, context), context);
  },
};

const ADDRESS = /^\s*(?:(?:https?|grpcs?):\/\/|[\w.-]+:\d+\/?\s*$)/i;

/** The same, and only over gRPC. */
export const grpcTargetKind: Kind<GivenTarget | string, GrpcSettings> = {
  ...targetKind,
  takes: "settings, as GetGRPCConnectionSettings returns them: {'address':'http://localhost:9100'}",
  async parse(value, context) {
    const isAddress = typeof value === 'string' && ADDRESS.test(value);
    const record = isAddress ? { address: value } : await recordKind.parse(value, context);
    const found = await targetOf({ transport: 'grpc', ...record }, context);
    if (found.transport === 'grpc') return found;
    throw inputError(fieldContext(context, 'transport'), ' must be grpc', {
      hint: 'GetGRPCConnectionSettings returns such settings.',
    });
  },
};

async function targetOf(record: JsonRecord, context: ParamContext): Promise<Target> {
  checkFields(record, FIELDS, context);
  const name = ['address', 'url', 'URL'].find((one) => isGiven(record[one])) ?? 'address';
  const address = textField(record, name, context)?.trim();
  if (address === undefined)
    throw inputError(fieldContext(context, 'address'), ' is missing', {
      hint: `It must be ${TAKES}.`,
    });
  const isGrpc = /^grpcs?:/i.test(address);
  const transport = record.transport ?? (isGrpc ? 'grpc' : 'http');
  if (transport !== 'http' && transport !== 'grpc') {
    throw inputError(fieldContext(context, 'transport'), ' must be http or grpc');
  }
  if (transport === 'http' && isGrpc) {
    throw inputError(fieldContext(context, 'transport'), ' must be grpc for this address');
  }
  const own = Object.fromEntries(
    LOGIN_FIELDS.flatMap((key) => (isGiven(record[key]) ? [[key, record[key]]] : [])),
  );
  const place = transport === 'http' ? httpTarget : grpcTarget;
  return place(address, record, own, context);
}

async function httpTarget(
  address: string,
  record: JsonRecord,
  own: JsonRecord,
  context: ParamContext,
): Promise<HttpTarget> {
  refuseField(record, 'meta', 'grpc', context);
  const url = parseBase(address, fieldContext(context, 'address'));
  const headers = isGiven(record.headers)
    ? await headersOf(record.headers, fieldContext(context, 'headers'))
    : {};
  return {
    transport: 'http',
    url: url,
    login: await loginOf(url, own, context),
    headers,
    tls: await tlsOf(record, context),
  };
}

/** A name and a password in the address are those of the login. */
async function loginOf(url: URL, own: JsonRecord, context: ParamContext): Promise<Login> {
  if (url.username === '' && url.password === '') return loginIn(own, context);
  const [user, password] = [percentDecoded(url.username), percentDecoded(url.password)];
  url.username = '';
  url.password = '';
  if (Object.keys(own).length > 0) {
    throw inputError(context, ': the login is both in the address and in the settings');
  }
  return loginIn({ user, password }, context);
}

async function grpcTarget(
  address: string,
  record: JsonRecord,
  own: JsonRecord,
  context: ParamContext,
): Promise<GrpcSettings> {
  refuseField(record, 'headers', 'http', context);
  const [, scheme = '', login, rest = ''] = /^(\w+:\/\/)?(?:([^/@]*)@)?(.*)$/.exec(address)!;
  const server = /:\d+\/?$/.test(rest) ? rest : `${rest.replace(/\/$/, '')}:${PORT}`;
  const grpc = await grpcKind.parse(
    {
      address: scheme + server,
      ...(isGiven(record.meta) && { metadata: record.meta as JsonRecord }),
      ...(isGiven(record.tls) && { tls: record.tls as JsonRecord }),
    },
    context,
  );
  const url = new URL(`http://${login ? `${login}@` : ''}localhost`);
  return {
    transport: 'grpc',
    grpc: {
      ...grpc,
      schema,
      proto: ['clickhouse_grpc.proto'],
      secure: grpc.tls?.use_tls || grpc.secure || false,
    },
    login: await loginOf(url, own, context),
  };
}

/** Of the server, unless its configuration names another. */
const PORT = 9100;

function refuseField(
  record: JsonRecord,
  name: string,
  transport: string,
  context: ParamContext,
): void {
  if (isGiven(record[name]))
    throw inputError(fieldContext(context, name), ` is for the transport ${transport}`);
}

async function tlsOf({ tls }: JsonRecord, context: ParamContext): Promise<TlsSettings | undefined> {
  return isGiven(tls) ? tlsKind.parse(tls as JsonRecord, fieldContext(context, 'tls')) : undefined;
}

/** Credentials among headers are looked up (`env:NAME`) if a user typed them. */
async function headersOf(value: unknown, context: ParamContext): Promise<Record<string, unknown>> {
  const record = await recordKind.parse(value as JsonRecord, context);
  return withSecrets(record, Object.keys(record).filter(isSecretHeader), context);
}
