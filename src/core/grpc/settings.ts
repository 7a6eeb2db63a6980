import {
  checkFields,
  type Fail,
  failing,
  fieldContext,
  hostOf,
  isGiven,
  portOf,
  textField,
  withSecrets,
} from '../connection/settings-fields.js';
import { type TlsSettings, tlsKind } from '../connection/tls-settings.js';
import { recordKind } from '../definition/kinds/json.js';
import type { Given } from '../definition/kinds/known-fields.js';
import { inputError, refuse } from '../definition/kinds/refuse.js';
import { type Kind, type ParamContext, param } from '../definition/param.js';
import { isSecretHeader } from '../errors/redact.js';
import type { Schema } from '../protobuf/schema.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';
import { type Metadata, metadataOf } from './metadata.js';
import { schemaOfFiles } from './proto-files.js';

/** Everything needed to open a connection. */
export interface GrpcTarget {
  /** As it was given, for a dry run. */
  address: string;
  host: string;
  port: number;
  /** True for `https://`; `undefined` if the address does not say. */
  secure: boolean | undefined;
  tls: TlsSettings | undefined;
  metadata: Metadata;
  /** The types of its files; `undefined` if the server is asked for them. */
  schema: Schema | undefined;
  /** The files, for a dry run. */
  proto: readonly string[];
}

const TAKES =
  "settings, as GetConnectionParameters returns them: {'address':'https://example.com:443','proto':{'main.proto':'service.proto'}}";

/** The settings as a program passes them. */
type GivenTarget = Given<{
  address: string;
  /** One file: its text, path, URL or bytes; or files by name. */
  proto: string | object;
  metadata: JsonRecord;
  tls: Given<TlsSettings>;
}>;

/** The settings, with `tls` among them if the connection needs other than the usual ones. */
export const targetKind: Kind<GivenTarget | string, GrpcTarget> = {
  name: 'record',
  takes: TAKES,
  schema: { type: 'object' },
  reach: 'read',
  async parse(value, context) {
    const record = await recordKind.parse(value, context);
    checkFields(record, ['address', 'proto', 'metadata', 'tls'], context);
    const fail = failing(context, TAKES);
    const server = serverOf(textField(record, 'address', context), fail);
    const { proto, metadata, tls } = record;
    const given = isGiven(proto) ? protoRecord(proto) : undefined;
    return {
      ...server,
      tls: isGiven(tls) ? await tlsKind.parse(tls, fieldContext(context, 'tls')) : undefined,
      metadata: isGiven(metadata)
        ? await readMetadata(metadata, fieldContext(context, 'metadata'))
        : {},
      schema: given && (await schemaOfFiles(given, fieldContext(context, 'proto'))),
      proto: pathsIn(given ?? {}),
    };
  },
};

/** The paths and URLs among schemas. */
export function pathsIn(proto: JsonRecord): string[] {
  return Object.values(proto).filter(
    (one): one is string => typeof one === 'string' && one.length < 300 && !/[\n;{]/.test(one),
  );
}

/** One file is `main.proto`, as in the reference. */
function protoRecord(value: unknown): JsonRecord {
  return isRecord(value) && !(value instanceof Uint8Array) ? value : { 'main.proto': value };
}

/** Reads metadata, and looks up credentials in it (`env:NAME`) if a user typed them. */
export async function readMetadata(value: unknown, context: ParamContext): Promise<Metadata> {
  const record = await recordKind.parse(value, context);
  const secret = Object.keys(record).filter(isSecretHeader);
  const found = await withSecrets(record, secret, context);
  try {
    return metadataOf(found);
  } catch (error) {
    throw inputError(context, `: ${(error as Error).message}`);
  }
}

const ADDRESS = /^(?:([a-z]+):\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?\/?$/i;
const SCHEMES: Readonly<Record<string, boolean>> = {
  ...{ https: true, grpcs: true },
  ...{ http: false, grpc: false },
};

function serverOf(address: string | undefined, fail: Fail) {
  if (address === undefined) throw fail('address is missing');
  const [, scheme, host, port] = ADDRESS.exec(address.trim()) ?? [];
  const secure = scheme === undefined ? undefined : SCHEMES[scheme.toLowerCase()];
  if (host === undefined || (scheme !== undefined && secure === undefined)) {
    throw fail('address must be such as https://example.com:443 or http://localhost:50051');
  }
  return {
    address,
    host: hostOf(host, fail),
    port: portOf(port, secure === false ? 80 : 443, fail),
    secure,
  };
}

const PROTO_TAKES =
  "a .proto file, a descriptor set or a folder, its text or URL, or several by their names: {'main.proto':'a.proto','types.proto':'b.proto'}";

/** Schemas as a user passes them: one, or several by name. They are read when they are used. */
const protoKind: Kind<string | Uint8Array | JsonRecord, JsonRecord> = {
  name: 'any',
  takes: PROTO_TAKES,
  schema: { type: ['string', 'object'] },
  reach: 'read',
  async parse(value, context) {
    const isText = typeof value === 'string' && value !== '';
    if (isText && /^\s*\{/.test(value)) return recordKind.parse(value, context);
    if (isText || value instanceof Uint8Array || isRecord(value)) return protoRecord(value);
    throw refuse(value, context, PROTO_TAKES);
  },
};

export const proto = param(protoKind, 'Schema: a .proto file, or several by name', {
  optional: true,
});
