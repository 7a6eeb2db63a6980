import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';
import { refusedPort } from '../../../../test/support/server.js';
import { noZmq, startBound } from './python.js';

export const examples: Examples = {
  ...(noZmq && { whyNot: noZmq }),
  async run(stage) {
    stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
    stage.answeredBy(NO_SERVER);
    await stage.example('oint zeromq GetLoggingSettings --count 100 --path zeromq.log');
    await client(stage);
    await ports(stage);
    await commands(stage);
  },
};

const LIBZMQ = 'libzmq 4.3.4';

async function client({ answeredBy, mask, program }: Stage): Promise<void> {
  answeredBy(`${LIBZMQ}, through Python`);
  const { address: replying } = await startBound(`
s = bound(zmq.REP)
while True: s.send(s.recv().upper())
`);
  const { address: publishing } = await startBound(`
s = bound(zmq.PUB)
while True:
    s.send_multipart([b'weather.paris', b'21'])
    time.sleep(0.05)
`);
  const { address: pushing } = await startBound(`
s = bound(zmq.PUSH)
while True: s.send(b'a task')
`);
  const { address: pulling } = await startBound(`
s = bound(zmq.PULL)
while True: s.recv()
`);
  const names = [replying, publishing, pushing, pulling].entries();
  for (const [at, address] of names) mask(address.slice(6), `example.com:${5555 + at}`);
  const open = (type: string, address: string) => `
import zeromq from 'oint/zeromq';

await using connection = await zeromq.createConnection${type}({ address: '${address}' });
`;
  await program(
    'CreateConnectionReq',
    `${open('Req', replying)}for (const data of ['one', 'two']) {
  const reply = await zeromq.processRequest({ connection, data });
  console.log(reply.data.toString());
}`,
  );
  await program(
    'CreateConnectionSub',
    `${open('Sub', publishing)}await zeromq.subscribe({ connection, prefix: 'weather.' });
const found = await zeromq.receiveData({ connection, timeout: 5000 });
if (found.result) console.log(found.parts.map(String));`,
  );
  await program(
    'CreateConnectionPush',
    `${open('Push', pulling)}for (const data of ['one', 'two']) {
  console.log(await zeromq.sendData({ connection, data, timeout: 3000 }));
}`,
  );
  await program(
    'CreateConnectionPull',
    `${open('Pull', pushing)}const found = await zeromq.receiveData({ connection, timeout: 3000 });
if (found.result) console.log(found.data.toString());`,
  );
  await program(
    'ProcessRequest',
    `${open('Req', replying)}const request = { connection, data: 'Hello', receivingTimeout: 3000 };
console.log(await zeromq.processRequest(request));`,
  );
  await program(
    'Subscribe',
    `${open('Sub', publishing)}console.log(await zeromq.subscribe({ connection, prefix: 'weather.' }));`,
  );
  await program(
    'CloseConnection',
    `${open('Req', replying)}console.log(await zeromq.closeConnection({ connection }));`,
  );
  await program(
    'IsConnectorObject',
    `${open('Req', replying)}console.log(await zeromq.isConnectorObject({ value: connection }));`,
  );
  await program(
    'GetLog',
    `
import zeromq from 'oint/zeromq';

const logging = await zeromq.getLoggingSettings({ memory: true });
await using connection = await zeromq.createConnectionReq({ address: '${replying}', logging });
await zeromq.processRequest({ connection, data: 'Hello' });
console.log(await zeromq.getLog({ connection }));`,
  );
}

async function ports({ answeredBy, mask, program }: Stage): Promise<void> {
  answeredBy('the sockets in the example itself');
  const port = await refusedPort();
  mask(String(port), '5555');
  const pair = (bind: string, connect: string) => `
import zeromq from 'oint/zeromq';

await using server = await zeromq.bindPort${bind}({ port: ${port} });
const address = \`tcp://\${server.address}\`;
await using client = await zeromq.createConnection${connect}({ address });
`;
  const print = (name: string, given: string) =>
    `console.log(await zeromq.${name}({ ${given}, timeout: 3000 }));`;
  await program(
    'BindPortRep',
    `${pair('Rep', 'Req')}const asking = zeromq.processRequest({ connection: client, data: 'How are you?' });
const found = await zeromq.receiveData({ connection: server, timeout: 3000 });
if (found.result) console.log(found.data.toString());
await zeromq.sendData({ connection: server, data: 'Fine.' });
console.log((await asking).data.toString());`,
  );
  await program(
    'BindPortPub',
    `${pair('Pub', 'Sub')}await zeromq.subscribe({ connection: client, prefix: 'news' });
// A subscription needs a moment to arrive.
let sent = await zeromq.sendData({ connection: server, data: ['news', 'It rains.'] });
while (sent.result && sent.peers === 0) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  sent = await zeromq.sendData({ connection: server, data: ['news', 'It rains.'] });
}
${print('receiveData', 'connection: client')}`,
  );
  await program(
    'BindPortPush',
    `${pair('Push', 'Pull')}await zeromq.sendData({ connection: server, data: 'a task', timeout: 3000 });
${print('receiveData', 'connection: client')}`,
  );
  await program(
    'BindPortPull',
    `${pair('Pull', 'Push')}await zeromq.sendData({ connection: client, data: 'a task' });
${print('receiveData', 'connection: server')}`,
  );
  await program(
    'SendData',
    `${pair('Pull', 'Push')}${print('sendData', "connection: client, data: ['two', 'parts']")}`,
  );
  await program(
    'ReceiveData',
    `${pair('Pull', 'Push')}await zeromq.sendData({ connection: client, data: ['two', 'parts'] });
${print('receiveData', 'connection: server')}
console.log(await zeromq.receiveData({ connection: server, timeout: 100 }));`,
  );
}

async function commands({ answeredBy, example, mask }: Stage): Promise<void> {
  const { address } = await startBound(`
s = bound(zmq.REP)
while True: s.send(s.recv().upper())
`);
  mask(address, 'tcp://example.com:5555');
  answeredBy(`${LIBZMQ}, through Python`);
  await example(`oint zeromq Request --addr ${address} --data 'one\\ntwo' --stream`);
  answeredBy('the other command in the example');
  const port = await refusedPort();
  mask(String(port), '5556');
  const at = `--addr tcp://127.0.0.1:${port} --wait 9000`;
  const publish = `oint zeromq Publish --port ${port} --topic news --data 'It rains.'`;
  const push = `oint zeromq Push --port ${port} --data 'one\\ntwo'`;
  const quiet = '>/dev/null 2>&1';
  await example(`oint zeromq Listen ${at} --prefix news --count 1 & ${publish} ${quiet}; wait`);
  await example(`${publish} & oint zeromq Listen ${at} --count 1 ${quiet}; wait`);
  await example(`${push} & oint zeromq Pull ${at} --count 2 ${quiet}; wait`);
  await example(`oint zeromq Pull ${at} --count 2 --stream & ${push} ${quiet}; wait`);
}
