import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { list, number, record, rows, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { type Args, callContext } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import { GrpcConnection } from '../../core/grpc/connection.js';
import { Exchange, type Messages } from '../../core/grpc/exchange.js';
import { grpcurl } from '../../core/grpc/grpcurl.js';
import { schemaOfFiles } from '../../core/grpc/proto-files.js';
import {
  type GrpcTarget,
  pathsIn,
  proto,
  readMetadata,
  targetKind,
} from '../../core/grpc/settings.js';
import { writeJson } from '../../core/json/write.js';

const params = {
  address: text('Address: https://host:port, or http://host:port without TLS', {
    option: 'addr',
    role: 'destination',
    example: 'http://localhost:50051',
  }),
  method: text('Service and method, separated by a slash', {
    example: 'helloworld.Greeter/SayHello',
  }),
  data: list(rows, 'Request; several for a method that accepts a stream', {
    optional: true,
    example: "{'name':'Ada'}",
  }),
  proto,
  metadata: record('Metadata: names and values', { option: 'meta', optional: true }),
  timeout: number('Longest wait for a message in milliseconds; 0 for none', {
    option: 'tout',
    default: 10_000,
  }),
  count: number('Maximum number of messages to receive; 0 for all', { default: 0 }),
  tls,
};

type Given = Args<typeof params>;

/**
 * Calls a method of any kind and returns its responses.
 *
 * With `--stream`, each response is printed as a line of JSON when it arrives. Without `--proto`, the
 * server is asked for its schema (reflection). Requests may come from a .jsonl file, one in each line.
 *
 * @returns `data`: the responses.
 * @throws {ServiceError} The server returned a status other than OK: `reason` is its name, such as `NOT_FOUND`.
 * @throws {ConnectionError} The connection was refused, or the certificate is not trusted.
 * @see https://grpc.io/docs/what-is-grpc/core-concepts
 */
export const call = method('grpc', 'Call', {
  effect: 'write',
  params,
  async run(given, call): Promise<Messages> {
    const target = await targetOf(given, call);
    const { service, name } = named(given.method, call);
    const { data = [{}], timeout } = given;
    call.wouldSend(() => grpcurl(target, { service, method: name, data, timeout }));
    return Exchange.all(await exchange(given, call));
  },
  stream: (given, call) => exchange(given, call),
  rows: ({ data }) => data as object[],
  textOf: (message) => `${writeJson(message)}\n`,
});

async function exchange(given: Given, call: Call): Promise<Exchange> {
  const { service, name } = named(given.method, call);
  const connection = await GrpcConnection.open(call, await targetOf(given, call));
  try {
    const method = await connection.method(call, service, name);
    const { data = [{}], timeout, count } = given;
    if (data.length !== 1 && !method.type.clientStreaming) {
      const message = `${service}/${name} accepts one request, not ${data.length}`;
      throw new InputError({ method: call.method, param: 'data', message });
    }
    const after = () => connection.close();
    return new Exchange(call, connection, method, { data, timeout, count, after });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function targetOf(given: Given, call: Call): Promise<GrpcTarget> {
  const { address, proto, metadata = {}, tls } = given;
  const target = await targetKind.parse({ address }, callContext(call, 'address'));
  return {
    ...target,
    tls,
    metadata: await readMetadata(metadata, callContext(call, 'metadata')),
    schema: proto && (await schemaOfFiles(proto, callContext(call, 'proto'))),
    proto: pathsIn(proto ?? {}),
  };
}

function named(text: string, call: Call): { service: string; name: string } {
  const [, service, name] = /^\/?([\w.]+)[/.](\w+)$/.exec(text.trim()) ?? [];
  if (service !== undefined && name !== undefined) return { service, name };
  const message = `${call.label('method')} must be a service and a method: helloworld.Greeter/SayHello`;
  throw new InputError({ method: call.method, param: 'method', message });
}
