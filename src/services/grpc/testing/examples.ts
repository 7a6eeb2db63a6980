import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';
import { HERE, noGreeter, startGreeter } from './greeter.js';

export const examples: Examples = {
  ...(noGreeter && { whyNot: noGreeter }),
  async run(stage) {
    stage.mask(/\b[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}\b/g, '148049c1-2c63-44b9-8f64-7b4471569480');
    stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
    await settings(stage);
    await calls(stage);
  },
};

async function settings({ answeredBy, example }: Stage): Promise<void> {
  answeredBy(NO_SERVER);
  await example(
    `oint grpc GetConnectionParameters --addr https://example.com:443 --proto greeter.proto --meta "{'lang':'en'}"`,
  );
  await example('oint grpc GetTlsSettings --trust false --cert authority.pem');
  await example('oint grpc GetLoggingSettings --count 100 --path grpc.log');
}

async function calls({ answeredBy, folder, example, mask, program }: Stage): Promise<void> {
  const { address, port } = await startGreeter();
  mask(`127.0.0.1:${port}`, 'localhost:50051');
  answeredBy('a server of Python’s grpcio 1.51 with the service helloworld.Greeter');
  for (const name of ['greeter.proto', 'types.proto']) {
    await writeFile(join(folder, name), await readFile(join(HERE, name)));
  }
  const conn = `"{'address':'${address}'}"`;
  const greeter = `--conn ${conn} --service helloworld.Greeter`;
  await example(
    `oint grpc Call --addr ${address} --method helloworld.Greeter/Count --data "{'to':3,'size':2}" --stream`,
  );
  await example(`oint grpc ExecuteMethod ${greeter} --method SayHello --data "{'name':'Ada'}"`);
  await example(`oint grpc GetServiceList --conn ${conn}`);
  await example(`oint grpc GetMethodList ${greeter}`);
  await example(`oint grpc GetMethod ${greeter} --method Count`);
  await example(
    `oint grpc ProcessServerStream ${greeter} --method Count --data "{'to':5,'size':1}" --count 2`,
  );
  await example(
    `oint grpc ProcessClientStream ${greeter} --method Collect --data "[{'name':'Ada'},{'name':'Alan'}]"`,
  );
  await example(
    `oint grpc ProcessBidirectionalStream ${greeter} --method Chat --exch "[{'name':'Ada'},null,{'name':'Alan'},null]"`,
  );
  const open = `
import grpc from 'oint/grpc';

await using connection = await grpc.createConnection({ settings: { address: '${address}' } });
const service = 'helloworld.Greeter';
`;
  await program(
    'CreateConnection',
    `${open}const data = { name: 'Ada' };
console.log(await grpc.executeMethod({ connection, service, method: 'SayHello', data }));`,
  );
  await program(
    'CloseConnection',
    `${open}console.log(await grpc.closeConnection({ connection }));`,
  );
  await program(
    'SetMetadata',
    `${open}console.log(await grpc.setMetadata({ connection, metadata: { lang: 'en' } }));
console.log(await grpc.executeMethod({ connection, service, method: 'Metadata' }));`,
  );
  await program(
    'IsConnector',
    `${open}console.log(await grpc.isConnector({ value: connection }));`,
  );
  await program(
    'GetLog',
    `
import grpc from 'oint/grpc';

const settings = { address: '${address}' };
const logging = await grpc.getLoggingSettings({ memory: true });
await using connection = await grpc.createConnection({ settings, logging });
await grpc.executeMethod({ connection, service: 'helloworld.Greeter', method: 'SayHello' });
console.log(await grpc.getLog({ connection }));`,
  );
  await program(
    'InitializeServerStream',
    `${open}const data = { to: 2, size: 1 };
const { streamId } = await grpc.initializeServerStream({ connection, service, method: 'Count', data });
console.log(await grpc.getMessage({ connection, streamId }));
console.log(await grpc.getMessage({ connection, streamId }));
console.log(await grpc.getMessage({ connection, streamId }));`,
  );
  const collect = `${open}const { streamId } = await grpc.initializeClientStream({ connection, service, method: 'Collect' });
await grpc.sendMessage({ connection, streamId, data: { name: 'Ada' } });
`;
  await program(
    'InitializeClientStream',
    `${collect}await grpc.completeSend({ connection, streamId });
console.log(await grpc.getMessage({ connection, streamId }));`,
  );
  await program(
    'CompleteSend',
    `${collect}console.log(await grpc.completeSend({ connection, streamId }));`,
  );
  const chat = `${open}const { streamId } = await grpc.initializeBidirectionalStream({ connection, service, method: 'Chat' });
`;
  const said = `await grpc.sendMessage({ connection, streamId, data: { name: 'Ada' } });
`;
  await program('InitializeBidirectionalStream', `${chat}console.log(streamId);`);
  await program(
    'SendMessage',
    `${chat}const data = { name: 'Ada' };
console.log(await grpc.sendMessage({ connection, streamId, data }));`,
  );
  await program(
    'GetMessage',
    `${chat}${said}console.log(await grpc.getMessage({ connection, streamId }));`,
  );
  await program(
    'CloseStream',
    `${chat}${said}console.log(await grpc.closeStream({ connection, streamId }));`,
  );
}
