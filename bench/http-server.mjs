// `oint server http`: what a call over HTTP costs beyond the same call in process, how many calls it
// answers, and its memory while a file of 1 GiB passes through it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { getUserMessage } from '../dist/services/openai.js';
import { cleanEnv, here, median, row, startServer } from './measure.mjs';

const CALLS = 4_000;
const GIB = 2 ** 30;
const values = { text: 'Hello' };

async function startOurs() {
  const args = [
    here('../dist/cli/main.js'),
    'server',
    'http',
    '--port',
    '0',
    '--hosts',
    '127.0.0.1',
  ];
  const child = spawn(process.execPath, args, {
    env: cleanEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [line] = await once(child.stderr, 'data');
  child.stderr.resume();
  return { url: /http:\/\/[\d.:]+/.exec(line)[0], child };
}

const agent = new Agent({ keepAlive: true, maxSockets: 10 });

function post(path, headers, write) {
  return new Promise((resolve, reject) => {
    const sent = request(`${ours.url}${path}`, { method: 'POST', agent, headers }, (response) => {
      let size = 0;
      response.on('data', (chunk) => {
        size += chunk.length;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(size) : reject(new Error(`${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    write(sent);
  });
}

const body = JSON.stringify(values);
const headers = { 'content-type': 'application/json', 'content-length': body.length };
const call = () => post('/openai/GetUserMessage', headers, (sent) => sent.end(body));

async function latency(once) {
  const times = [];
  for (let count = 0; count < CALLS; count++) {
    const begun = performance.now();
    await once();
    times.push(performance.now() - begun);
  }
  return median(times);
}

/** In bytes; only Linux reports them. */
async function peak({ pid }) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
}

/** A form with a file of 1 GiB, for a service that reads it. */
function upload(service) {
  const head = [
    ...[
      ['url', service],
      ['token', 'x'],
      ['purpose', 'assistants'],
      ['name', 'f'],
    ].map(
      ([name, value]) =>
        `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    ),
    '--b\r\ncontent-disposition: form-data; name="data"; filename="f.bin"\r\n\r\n',
  ].join('');
  const form = { 'content-type': 'multipart/form-data; boundary=b' };
  return post('/openai/UploadFile', form, async (sent) => {
    sent.write(head);
    const chunk = Buffer.alloc(2 ** 20);
    for (let size = 0; size < GIB; size += chunk.length) {
      if (!sent.write(chunk)) await once(sent, 'drain');
    }
    sent.end('\r\n--b--\r\n');
  });
}

const ours = await startOurs();
const service = await startServer();
try {
  await latency(call);
  const [over, within] = [await latency(call), await latency(() => getUserMessage(values))];
  const cost = { ratio: over - within, ours: over * 1000, other: within * 1000 };
  row('server http: p50 of a call in ms, over the call in process', cost, { most: 0.6 }, 'µs');

  const begun = performance.now();
  let left = CALLS;
  const caller = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: 10 }, caller));
  const rate = (CALLS / (performance.now() - begun)) * 1000;
  row(
    'server http: thousands of calls per s',
    { ratio: rate / 1000, ours: rate, other: 1000 },
    { least: 1 },
    'per s',
  );

  const before = await peak(ours.child);
  await upload(service.url);
  const more = ((await peak(ours.child)) - before) / 2 ** 20;
  row(
    'server http: more memory in MiB while 1 GiB passes',
    { ratio: more, ours: more, other: 80 },
    { most: 80 },
    'MiB',
  );
} finally {
  agent.destroy();
  ours.child.kill();
  service.stop();
}
