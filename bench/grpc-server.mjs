// A server of grpc-js that says hello, for grpc.mjs.
import grpc from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { schema } from './grpc-schema.mjs';

const root = protobuf.parse(schema).root;
const [request, reply] = ['HelloRequest', 'HelloReply'].map((name) => root.lookupType(name));
const method = {
  path: '/helloworld.Greeter/SayHello',
  requestStream: false,
  responseStream: false,
  requestDeserialize: (bytes) => request.decode(bytes),
  responseSerialize: (message) => Buffer.from(reply.encode(message).finish()),
};
const server = new grpc.Server();
server.addService(
  { SayHello: method },
  { SayHello: ({ request: { name } }, done) => done(null, { message: `Hello, ${name}` }) },
);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`http://127.0.0.1:${port}`);
});
