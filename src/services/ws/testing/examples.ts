import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';
import { refusedPort } from '../../../../test/support/server.js';
import { noPython, startPython } from './python.js';

export const examples: Examples = {
  ...(noPython && { whyNot: noPython }),
  async run(stage) {
    stage.mask(/\b[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}\b/g, '9f1b8c1e-2f0c-4b0e-8d8e-2d8a3f7d5b11');
    stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
    await settings(stage);
    await client(stage);
    await server(stage);
  },
};

async function settings({ answeredBy, example, program }: Stage): Promise<void> {
  answeredBy(NO_SERVER);
  await example('oint ws GetLoggingSettings --count 100 --path ws.log');
  const print = (call: string) => `
import ws from 'oint/ws';

console.log(await ws.${call});`;
  await program('GetTlsSettings', print("getTlsSettings({ trust: false, cert: 'authority.pem' })"));
  await example('oint ws GetProxySettings --addr proxy.example.com --port 1080');
}

async function client({ answeredBy, example, mask, program }: Stage): Promise<void> {
  const { port } = await startPython('echo');
  const address = `ws://127.0.0.1:${port}`;
  mask(address, 'wss://example.com/echo');
  mask(`127.0.0.1:${port}`, 'example.com');
  answeredBy('Python’s websockets 10.4, which sends back what it receives');
  await example(`oint ws Exchange --address ${address} --data 'one\\ntwo' --count 2 --stream`);
  await example(
    `oint ws Listen --address ${address} --data '{"subscribe":"prices"}' --count 1 --output jsonl`,
  );
  const open = `
import ws from 'oint/ws';

await using connection = await ws.createConnection({ address: '${address}' });`;
  const prints = (method: string, given = '') =>
    `${open}\nconsole.log(await ws.${method}({ connection${given} }));`;
  await program(
    'CreateConnection',
    `${open}
for (const text of ['one', 'two']) {
  await ws.sendTextMessage({ connection, text });
  console.log(await ws.getMessage({ connection }));
}`,
  );
  await program('CloseConnection', prints('closeConnection', ", code: 1000, reason: 'done'"));
  await program('SendPing', prints('sendPing'));
  await program('SendPong', prints('sendPong'));
  await program('SendTextMessage', prints('sendTextMessage', ", text: 'Hello'"));
  await program('SendBinaryMessage', prints('sendBinaryMessage', ', data: Buffer.from([1, 2])'));
  await program(
    'GetMessage',
    `${open}
await ws.sendTextMessage({ connection, text: 'Hello' });
console.log(await ws.getMessage({ connection }));
console.log(await ws.getMessage({ connection, timeout: 100 }));`,
  );
  await program(
    'IsClientObject',
    `${open}\nconsole.log(await ws.isClientObject({ value: connection }));`,
  );
  await program(
    'GetLog',
    `
import ws from 'oint/ws';

const logging = await ws.getLoggingSettings({ memory: true });
await using connection = await ws.createConnection({ address: '${address}', logging });
await ws.sendTextMessage({ connection, text: 'Hello' });
console.log(await ws.getLog({ connection }));`,
  );
}

async function server({ answeredBy, mask, program }: Stage): Promise<void> {
  const port = await refusedPort();
  mask(String(port), '4243');
  mask(/127\.0\.0\.1:(?!4243)\d+/g, '127.0.0.1:50123');
  answeredBy('the server in the example itself');
  const start = `
import ws from 'oint/ws';

await using server = await ws.startServer({ port: ${port} });`;
  const connected = `${start}
await using connection = await ws.createConnection({ address: 'ws://127.0.0.1:${port}' });
await ws.sendTextMessage({ connection, text: 'Hello' });
`;
  const received = `${connected}const next = await ws.getNextConnectionData({ server });
if (!next.result) throw new Error(next.error);
const { connectionId } = next;
`;
  await program('StartServer', `${start}\nconsole.log(server.port);`);
  await program('StopServer', `${start}\nconsole.log(await ws.stopServer({ server }));`);
  await program(
    'IsServerObject',
    `${start}\nconsole.log(await ws.isServerObject({ value: server }));`,
  );
  await program(
    'GetNextConnectionData',
    `${connected}console.log(await ws.getNextConnectionData({ server }));`,
  );
  await program(
    'GetConnectionData',
    `${received}await ws.sendTextMessage({ connection, text: 'Hello again' });
console.log(await ws.getConnectionData({ server, connectionId }));`,
  );
  await program(
    'GetConnectionList',
    `${received}console.log(await ws.getConnectionList({ server }));`,
  );
  await program(
    'SendData',
    `${received}console.log(await ws.sendData({ server, connectionId, data: 'Welcome' }));
console.log(await ws.getMessage({ connection }));`,
  );
  await program(
    'CloseIncomingConnection',
    `${received}console.log(await ws.closeIncomingConnection({ server, connectionId }));`,
  );
}
