// 100,000 messages to a server and back, by the service and by the package `ws` itself, in turns.
import { once } from 'node:events';
import WebSocket from 'ws';
import * as ws from '../dist/services/ws.js';
import { median, row, startServer } from './measure.mjs';

const COUNT = 100_000;
const TEXT = JSON.stringify({ type: 'tick', symbol: 'ABC', price: 123.45, at: 1_767_268_800 });

const server = await startServer({}, 'ws-server.mjs');
await compared('100,000 ws messages both ways, in one call: oint : ws', ours, 0.8);
await compared('the same, with a call for each message: oint : ws', byCalls, 0.8);
server.stop();

async function compared(what, work, least) {
  const rounds = [];
  for (let at = 0; at < 5; at++) rounds.push([await work(), await driver()]);
  const rates = (side) => rounds.map((round) => COUNT / round[side]);
  const ratio = median(rounds.map(([own, other]) => other / own));
  const figures = { ratio, ours: median(rates(0)), other: median(rates(1)) };
  row(what, figures, { least }, 'messages/s');
}

/** In one call. */
async function ours() {
  const started = performance.now();
  const data = Array.from({ length: COUNT }, () => TEXT).join('\n');
  const stream = await ws.exchange.stream({ address: server.url, data, count: COUNT });
  for await (const message of stream) if (message.data !== TEXT) throw new Error('another text');
  return (performance.now() - started) / 1000;
}

/** With a method call for each message. */
async function byCalls() {
  const connection = await ws.createConnection({ address: server.url });
  const started = performance.now();
  const sending = (async () => {
    for (let at = 0; at < COUNT; at++) await ws.sendTextMessage({ connection, text: TEXT });
  })();
  for (let at = 0; at < COUNT; at++) {
    const { data } = await ws.getMessage({ connection });
    if (data !== TEXT) throw new Error('another text');
  }
  await sending;
  const spent = (performance.now() - started) / 1000;
  await connection.close();
  return spent;
}

async function driver() {
  const socket = new WebSocket(server.url);
  await once(socket, 'open');
  const started = performance.now();
  let left = COUNT;
  const received = new Promise((resolve, reject) => {
    socket.on('message', (data) => {
      if (data.toString() !== TEXT) reject(new Error('another text'));
      if (--left === 0) resolve();
    });
  });
  for (let at = 0; at < COUNT; at++) {
    await new Promise((resolve) => socket.send(TEXT, resolve));
  }
  await received;
  const spent = (performance.now() - started) / 1000;
  socket.terminate();
  return spent;
}
