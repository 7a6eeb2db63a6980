import type { Call } from '../definition/call.js';
import { ResponseError, ServiceError } from '../errors/errors.js';
import { decode } from '../protobuf/decode.js';
import { addFile, readFile } from '../protobuf/descriptors.js';
import { encode } from '../protobuf/encode.js';
import { schemaOf } from '../protobuf/notation.js';
import { ProtobufProblem, type Schema } from '../protobuf/schema.js';
import type { Rpc } from './rpc.js';
import { statusError, UNIMPLEMENTED } from './status.js';

/** Asks a server for its own schema: https://grpc.io/docs/guides/reflection */

const messages = schemaOf({
  Request:
    'optional string file_by_filename 3; optional string file_containing_symbol 4; optional string list_services 7',
  Response:
    'grpc.FileResponse file_descriptor_response 4; grpc.ListResponse list_services_response 6; grpc.ErrorResponse error_response 7',
  'grpc.FileResponse': 'repeated bytes file_descriptor_proto 1',
  'grpc.ListResponse': 'repeated grpc.Service service 1',
  'grpc.Service': 'string name 1',
  'grpc.ErrorResponse': 'int32 error_code 1; string error_message 2',
});

interface Response {
  file_descriptor_response?: { file_descriptor_proto: string[] };
  list_services_response?: { service: { name: string }[] };
  error_response?: { error_code: number; error_message: string };
}

/** The newer one first. */
const VERSIONS = ['grpc.reflection.v1', 'grpc.reflection.v1alpha'];
const METHOD = 'ServerReflection/ServerReflectionInfo';

/** A server can name ever more files that it imports. */
const MOST_FILES = 2000;

/** Starts a call to the method at a path. */
type Start = (path: string) => Rpc;

/** The names of the services of a server. */
export function listServices(call: Call, start: Start): Promise<string[]> {
  return conversation(call, start, async (ask) => {
    const { list_services_response: found, error_response: error } = await ask({
      list_services: '*',
    });
    if (error) throw refused(call, 'the list of services', error);
    return (found?.service ?? []).map(({ name }) => name).sort();
  });
}

/**
 * Adds the file that declares a symbol to a schema, with all that it imports.
 *
 * @throws {ServiceError} The server does not know it: `NOT_FOUND`.
 */
export function addSymbol(call: Call, start: Start, schema: Schema, symbol: string): Promise<void> {
  return conversation(call, start, async (ask) => {
    const known = new Set<string>();
    const wanted: object[] = [{ file_containing_symbol: symbol }];
    for (let request = wanted.shift(); request; request = wanted.shift()) {
      const isFirst = known.size === 0;
      const { file_descriptor_response: found, error_response: error } = await ask(request);
      // Servers often leave out the files of Google, whose types are known here.
      if (error && !isFirst) continue;
      if (error) throw refused(call, symbol, error);
      for (const name of addFiles(call, schema, found?.file_descriptor_proto ?? [], known)) {
        wanted.push({ file_by_filename: name });
      }
    }
  });
}

/** Adds compiled files; returns the names of those that they import and that are not there yet. */
function addFiles(
  call: Call,
  schema: Schema,
  given: readonly string[],
  known: Set<string>,
): string[] {
  try {
    const files = given.map((one) => readFile(Buffer.from(one, 'base64')));
    for (const file of files) known.add(file.name);
    for (const file of files) addFile(schema, file);
    const missing = files.flatMap(({ dependency }) => dependency).filter((one) => !known.has(one));
    for (const name of missing) known.add(name);
    if (known.size > MOST_FILES) throw new ProtobufProblem('it has too many files');
    return [...new Set(missing)];
  } catch (error) {
    throw unreadable(call, error);
  }
}

type Ask = (request: object) => Promise<Response>;

/** Asks with the version of the service that the server has. */
async function conversation<T>(
  call: Call,
  start: Start,
  talk: (ask: Ask) => Promise<T>,
): Promise<T> {
  for (const version of VERSIONS) {
    const rpc = start(`${version}.${METHOD}`);
    try {
      return await talk((request) => asked(call, rpc, request));
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
    } finally {
      rpc.cancel();
    }
  }
  throw new ServiceError({
    method: call.method,
    reason: 'UNIMPLEMENTED',
    message: 'the server does not support reflection, so its services are not known',
    hint: "Pass its .proto files: 'proto' in the settings of the connection.",
  });
}

async function asked(call: Call, rpc: Rpc, request: object): Promise<Response> {
  await rpc.send(call, encode(messages, 'Request', request));
  const answer = await rpc.next(call);
  if (!(answer instanceof Buffer)) {
    throw new ResponseError({
      method: call.method,
      message: 'the server ended its reflection without an answer',
    });
  }
  try {
    return decode(messages, 'Response', answer) as Response;
  } catch (error) {
    throw unreadable(call, error);
  }
}

function isUnimplemented(error: unknown): boolean {
  return error instanceof ServiceError && error.details.code === UNIMPLEMENTED;
}

function refused(
  call: Call,
  what: string,
  { error_code: code, error_message: message }: NonNullable<Response['error_response']>,
): Error {
  return statusError(call, `reflection of ${what}`, { code, message }, messages);
}

function unreadable(call: Call, error: unknown): unknown {
  if (!(error instanceof ProtobufProblem)) return error;
  const message = `the schema of the server cannot be read: ${error.message}`;
  return new ResponseError({ method: call.method, message, cause: error });
}
