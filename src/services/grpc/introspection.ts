import { tls } from '../../core/connection/tls-settings.js';
import { method } from '../../core/definition/method.js';
import { grpcurl } from '../../core/grpc/grpcurl.js';
import type { Schema } from '../../core/protobuf/schema.js';
import { connection, methodName, service, using } from './common.js';
import type { FieldSchema, MessageSchema, MethodInfo, Names } from './types.js';

/**
 * Lists the services of the .proto files, or of the server.
 *
 * @returns `data`: their names.
 * @throws {ServiceError} The server does not support reflection: `UNIMPLEMENTED`.
 * @see https://grpc.io/docs/guides/reflection
 */
export const getServiceList = method('grpc', 'GetServiceList', {
  effect: 'read',
  params: { connection, tls },
  async run({ connection, tls }, call): Promise<Names> {
    call.wouldSend(() => grpcurl(connection, { tls, verb: 'list' }));
    return using(call, connection, tls, async (connection) => ({
      result: true,
      data: await connection.services(call),
    }));
  },
});

/**
 * Lists the methods of a service.
 *
 * @returns `data`: their names.
 * @throws {InputError} The server has no such service.
 * @see https://grpc.io/docs/guides/reflection
 */
export const getMethodList = method('grpc', 'GetMethodList', {
  effect: 'read',
  params: { connection, service, tls },
  async run({ connection, service, tls }, call): Promise<Names> {
    call.wouldSend(() => grpcurl(connection, { tls, verb: 'list', service }));
    return using(call, connection, tls, async (connection) => {
      const { methods } = await connection.service(call, service);
      return { result: true, data: [...methods.keys()] };
    });
  },
});

/**
 * Gets the description of a method: its kind, and the fields of its messages.
 *
 * @throws {InputError} The server has no such service, or the service has no such method.
 * @see https://grpc.io/docs/guides/reflection
 */
export const getMethod = method('grpc', 'GetMethod', {
  effect: 'read',
  params: { connection, service, method: methodName, tls },
  async run({ connection, service, method: name, tls }, call): Promise<MethodInfo> {
    call.wouldSend(() => grpcurl(connection, { tls, verb: 'describe', service, method: name }));
    return using(call, connection, tls, async (connection) => {
      const { type } = await connection.method(call, service, name);
      return {
        result: true,
        data: {
          is_client_streaming: type.clientStreaming,
          is_server_streaming: type.serverStreaming,
          request_type: type.request,
          request_schema: schemaOf(connection.schema, type.request),
          response_type: type.response,
          response_schema: schemaOf(connection.schema, type.response),
        },
      };
    });
  },
});

function schemaOf(schema: Schema, name: string): MessageSchema {
  const fields = schema.message(name).fields.map((field): [string, FieldSchema] => {
    const isMap = schema.mapOf(field) !== undefined;
    return [
      field.name,
      {
        number: field.number,
        type: isMap ? 'map' : field.type,
        required: field.required,
        repeated: field.repeated && !isMap,
        ...(field.typeName && !isMap && { type_name: field.typeName }),
        ...(field.oneof && { oneof: field.oneof }),
        ...(field.type === 'enum' && { values: [...schema.enum(field.typeName).numbers.keys()] }),
      },
    ];
  });
  return { type: 'object', fields: Object.fromEntries(fields) };
}
