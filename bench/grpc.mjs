// 10,000 unary calls, 32 at a time, by the service and by grpc-js itself, in turns.
import grpcJs from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import * as grpc from '../dist/services/grpc.js';
import { schema } from './grpc-schema.mjs';
import { median, row, startServer } from './measure.mjs';

const [COUNT, AT_A_TIME] = [10_000, 32];
const data = { name: 'Ada', id: '9007199254740993' };

const server = await startServer({}, 'grpc-server.mjs');
const rounds = [];
for (let at = 0; at < 5; at++) rounds.push([await ours(), await driver()]);
const rates = (side) => rounds.map((round) => COUNT / round[side]);
const ratio = median(rounds.map(([own, other]) => other / own));
const figures = { ratio, ours: median(rates(0)), other: median(rates(1)) };
row('10,000 unary grpc calls, 32 at a time: oint : grpc-js', figures, { least: 0.8 }, 'calls/s');
server.stop();

async function timed(work) {
  let left = COUNT;
  const started = performance.now();
  const worker = async () => {
    while (left-- > 0) if ((await work()) !== 'Hello, Ada') throw new Error('another text');
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return (performance.now() - started) / 1000;
}

async function ours() {
  const settings = { address: server.url, proto: schema };
  const connection = await grpc.createConnection({ settings });
  const service = 'helloworld.Greeter';
  const spent = await timed(async () => {
    const found = await grpc.executeMethod({ connection, service, method: 'SayHello', data });
    return found.data.message;
  });
  await connection.close();
  return spent;
}

async function driver() {
  const root = protobuf.parse(schema).root;
  const [request, reply] = ['HelloRequest', 'HelloReply'].map((name) => root.lookupType(name));
  const address = new URL(server.url).host;
  const client = new grpcJs.Client(address, grpcJs.credentials.createInsecure());
  const spent = await timed(
    () =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          '/helloworld.Greeter/SayHello',
          (message) => Buffer.from(request.encode(request.fromObject(message)).finish()),
          (bytes) => reply.toObject(reply.decode(bytes), { longs: String, defaults: true }),
          data,
          { deadline: Date.now() + 10_000 },
          (error, found) => (error ? reject(error) : resolve(found.message)),
        );
      }),
  );
  client.close();
  return spent;
}
