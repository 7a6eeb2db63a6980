// 100,000 messages from a PUSH to a PULL socket in another process: OInt's both, libzmq's both
// (python3-zmq), in turns.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as zeromq from '../dist/services/zeromq.js';
import { here, median, row } from './measure.mjs';

const COUNT = 100_000;
const TEXT = JSON.stringify({ type: 'tick', symbol: 'ABC', price: 123.45, at: 1_767_268_800 });
const PYTHON = '/usr/bin/python3';
const PULLING = `
import subprocess, sys, time, zmq
s = zmq.Context().socket(zmq.PULL)
port = s.bind_to_random_port('tcp://127.0.0.1')
pusher = subprocess.Popen([sys.executable, '-c', sys.argv[1], str(port)])
text = sys.argv[2]
s.recv()
started = time.perf_counter()
for _ in range(${COUNT - 1}):
    if s.recv().decode() != text: raise Exception('another text')
print(time.perf_counter() - started)
pusher.wait()
`;
const PUSHING = `
import sys, zmq
c = zmq.Context()
s = c.socket(zmq.PUSH)
s.connect('tcp://127.0.0.1:' + sys.argv[1])
text = '''${TEXT}'''
for _ in range(${COUNT}): s.send(text.encode())
s.close()
c.term()
`;

if (spawnSync(PYTHON, ['-c', 'import zmq']).status === 0) {
  await compared(
    '100,000 zeromq messages, PUSH to PULL, in one call: oint : libzmq',
    inOneCall,
    0.5,
  );
  await compared('the same, with a call for each message: oint : libzmq', byCalls, 0.15);
} else console.log('     zeromq is not measured: python3-zmq is not installed');

async function compared(what, work, least) {
  const rounds = [];
  for (let at = 0; at < 5; at++) rounds.push([await work(), libzmq()]);
  const rates = (side) => rounds.map((round) => COUNT / round[side]);
  const ratio = median(rounds.map(([own, other]) => other / own));
  row(what, { ratio, ours: median(rates(0)), other: median(rates(1)) }, { least }, 'messages/s');
}

function pushing(port, how) {
  const child = spawn(process.execPath, [here('zeromq-push.mjs'), String(port), how, TEXT], {
    env: { COUNT: String(COUNT) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return once(child, 'close');
}

/** With a command at both ends. */
async function inOneCall() {
  let ended;
  const onNotice = ({ message }) => {
    ended = pushing(/:(\d+)$/.exec(message)[1], 'command');
  };
  let started;
  for await (const { data } of await zeromq.pull.stream({ port: 0, count: COUNT }, { onNotice })) {
    started ??= performance.now();
    if (data !== TEXT) throw new Error('another text');
  }
  const spent = (performance.now() - started) / 1000;
  await ended;
  return spent;
}

/** With a method call for each message, at both ends. */
async function byCalls() {
  const connection = await zeromq.bindPortPull({ port: 0 });
  const ended = pushing(connection.port, 'calls');
  await zeromq.receiveData({ connection });
  const started = performance.now();
  for (let at = 1; at < COUNT; at++) {
    const { data } = await zeromq.receiveData({ connection });
    if (data.toString() !== TEXT) throw new Error('another text');
  }
  const spent = (performance.now() - started) / 1000;
  await ended;
  await connection.close();
  return spent;
}

function libzmq() {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', PULLING, PUSHING, TEXT]);
  if (status !== 0) throw new Error(String(stderr));
  return Number(stdout);
}
