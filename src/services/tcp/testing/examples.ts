import { startDaemon, whyNo } from '../../../../test/support/daemon.js';
import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';
import { refusedPort } from '../../../../test/support/server.js';

const whyNot = whyNo('socat');

export const examples: Examples = {
  ...(whyNot && { whyNot }),
  async run(stage) {
    stage.mask(/\b[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}\b/g, '9f1b8c1e-2f0c-4b0e-8d8e-2d8a3f7d5b11');
    stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
    await settings(stage);
    await client(stage);
    await server(stage);
  },
};

async function settings({ answeredBy, example }: Stage): Promise<void> {
  answeredBy(NO_SERVER);
  await example('oint tcp GetLoggingSettings --count 100 --path tcp.log');
  await example('oint tcp GetTlsSettings --trust false --cert authority.pem');
  await example('oint tcp GetProxySettings --addr proxy.example.com --port 1080');
}

async function client({ answeredBy, example, mask, program }: Stage): Promise<void> {
  const { port } = await startDaemon('socat', (port) => [
    `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork`,
    'EXEC:cat',
  ]);
  mask(`127.0.0.1:${port}`, 'example.com:4242');
  mask(String(port), '4242');
  answeredBy('socat 1.7.4, which sends back what it receives');
  await example(
    `oint tcp ProcessRequest --address 127.0.0.1:${port} --data 'Hello\\n' --until '\\n'`,
  );
  await example(
    `oint tcp Exchange --address 127.0.0.1:${port} --data 'one\\ntwo\\n' --count 2 --stream`,
  );
  const open = `
import tcp from 'oint/tcp';

await using connection = await tcp.createConnection({ address: '127.0.0.1:${port}' });`;
  await program(
    'CreateConnection',
    `${open}
for (const data of ['one\\n', 'two\\n']) {
  await tcp.sendLine({ connection, data });
  console.log(await tcp.readLine({ connection, marker: '\\n' }));
}`,
  );
  await program(
    'CloseConnection',
    `${open}\nconsole.log(await tcp.closeConnection({ connection }));`,
  );
  await program(
    'SendLine',
    `${open}\nconsole.log(await tcp.sendLine({ connection, data: 'Hello\\n' }));`,
  );
  await program(
    'ReadLine',
    `${open}
await tcp.sendLine({ connection, data: 'Hello\\n' });
console.log(await tcp.readLine({ connection, marker: '\\n' }));`,
  );
  await program(
    'SendBinaryData',
    `${open}\nconsole.log(await tcp.sendBinaryData({ connection, data: Buffer.from([1, 2, 3]) }));`,
  );
  await program(
    'ReadBinaryData',
    `${open}
await tcp.sendBinaryData({ connection, data: Buffer.from([1, 2, 3]) });
console.log(await tcp.readBinaryData({ connection, maxSize: 3 }));`,
  );
  await program(
    'GetLastError',
    `${open}
console.log(await tcp.readLine({ connection, timeout: 100 }));
console.log(await tcp.getLastError({ connection }));`,
  );
  await program(
    'IsClientObject',
    `${open}\nconsole.log(await tcp.isClientObject({ value: connection }));`,
  );
  await program(
    'GetLog',
    `
import tcp from 'oint/tcp';

const logging = await tcp.getLoggingSettings({ memory: true });
await using connection = await tcp.createConnection({ address: '127.0.0.1:${port}', logging });
await tcp.sendLine({ connection, data: 'Hello\\n' });
console.log(await tcp.getLog({ connection }));`,
  );
}

async function server({ answeredBy, example, mask, program }: Stage): Promise<void> {
  const port = await refusedPort();
  mask(String(port), '4242');
  mask(/127\.0\.0\.1:(?!4242)\d+/g, '127.0.0.1:50123');
  answeredBy('the server in the example itself');
  const start = `
import tcp from 'oint/tcp';

await using server = await tcp.startServer({ port: ${port} });`;
  const connected = `${start}
await using connection = await tcp.createConnection({ address: '127.0.0.1:${port}' });
await tcp.sendLine({ connection, data: 'Hello' });
`;
  const received = `${connected}const next = await tcp.getNextConnectionData({ server });
if (!next.result) throw new Error(next.error);
const { connectionId } = next;
`;
  await program('StartServer', `${start}\nconsole.log(server.port);`);
  await program('StopServer', `${start}\nconsole.log(await tcp.stopServer({ server }));`);
  await program(
    'IsServerObject',
    `${start}\nconsole.log(await tcp.isServerObject({ value: server }));`,
  );
  await program(
    'GetNextConnectionData',
    `${connected}console.log(await tcp.getNextConnectionData({ server }));`,
  );
  await program(
    'GetConnectionData',
    `${received}await tcp.sendLine({ connection, data: 'Hello again' });
console.log(await tcp.getConnectionData({ server, connectionId }));`,
  );
  await program(
    'GetConnectionList',
    `${received}console.log(await tcp.getConnectionList({ server }));`,
  );
  await program(
    'SendData',
    `${received}console.log(await tcp.sendData({ server, connectionId, data: 'Welcome\\n' }));
console.log(await tcp.readLine({ connection, marker: '\\n' }));`,
  );
  for (const method of ['closeIncomingConnection', 'completeSend', 'finishReceiving']) {
    const name = method[0]!.toUpperCase() + method.slice(1);
    await program(name, `${received}console.log(await tcp.${method}({ server, connectionId }));`);
  }
  await example(
    `oint tcp Listen --port ${port} --count 2 --stream & sleep 3; printf 'one\\ntwo\\n' | oint tcp Exchange --address 127.0.0.1:${port} --data - --silence 100 >/dev/null; wait`,
  );
}
