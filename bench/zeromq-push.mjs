// Sends messages to a PULL socket: the other side of zeromq.mjs.
import * as zeromq from '../dist/services/zeromq.js';

const [port, how, text] = process.argv.slice(2);
const count = Number(process.env.COUNT);
const address = `tcp://127.0.0.1:${port}`;
if (how === 'command') {
  await zeromq.push({ address, data: Array.from({ length: count }, () => text).join('\n') });
} else {
  const connection = await zeromq.createConnectionPush({ address });
  for (let at = 0; at < count; at++) await zeromq.sendData({ connection, data: text });
  await zeromq.closeConnection({ connection });
}
