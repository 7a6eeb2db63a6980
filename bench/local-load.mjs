// Puts load on a server, from a separate process: local-load.mjs TASK URL [OTHER]. Prints one JSON
// value. It uses plain sockets, so that measuring takes little of the machine.
import { connect } from 'node:net';

const [task, url, other] = process.argv.slice(2);

const QUESTIONS = [
  'How do I upload a file?',
  'How do I list models?',
  'What can you do?',
  'How can I delete a stored file again?',
  'Send a message to a telegram chat',
  'How are pictures made from a description?',
  'Which parameters does GetResponse take?',
  'How do I read the rows of a table with a filter?',
];
const chat = (turn, stream) =>
  post({
    model: 'oint-guide',
    messages: [{ role: 'user', content: QUESTIONS[turn % QUESTIONS.length] }],
    stream,
  });
const head = (line) => `${line} HTTP/1.1\r\nhost: localhost\r\n`;

function post(body) {
  const text = JSON.stringify(body);
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`;
  return `${head('POST /v1/chat/completions')}${headers}\r\n\r\n${text}`;
}

/** A keep-alive connection: `ask` sends a request and resolves with the complete response. */
async function open(to = url) {
  const { hostname, port } = new URL(to);
  const socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let text = '';
  let settle;
  socket.on('data', (data) => {
    text += data;
    if (!isWhole(text)) return;
    const answer = text;
    text = '';
    settle.resolve(answer);
  });
  socket.on('close', () => settle?.reject(new Error('the server closed the connection')));
  socket.on('error', () => {});
  return {
    ask(request) {
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(request);
      });
    },
    close: () => socket.destroy(),
  };
}

function isWhole(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end)) ?? [];
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= end + 4 + +length;
}

function mustBeGood(answer) {
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer.slice(0, 500));
}

const PAIRS = 15;
const SLICE = 300;

/**
 * Sends requests in turns as fast as they are answered, on 32 connections: returns requests per
 * second, for each slice of time.
 */
async function rateOf(to, requests) {
  const connections = await Promise.all(Array.from({ length: 32 }, () => open(to)));
  return async (milliseconds) => {
    const begun = performance.now();
    let done = 0;
    await Promise.all(
      connections.map(async ({ ask }) => {
        while (performance.now() - begun < milliseconds) {
          mustBeGood(await ask(requests[done++ % requests.length]));
        }
      }),
    );
    return (done * 1000) / (performance.now() - begun);
  };
}

/** Both servers in turns, in short slices, so that other load on the machine affects both alike. */
async function rates(requests) {
  const [ours, theirs] = [await rateOf(url, requests), await rateOf(other, requests)];
  await ours(3 * SLICE);
  await theirs(3 * SLICE);
  const pairs = [];
  for (let turn = 0; turn < PAIRS; turn++) pairs.push([await ours(SLICE), await theirs(SLICE)]);
  return pairs;
}

/** Streams many responses at once and counts how many complete. */
async function streams(count = 1000) {
  const connections = await Promise.all(Array.from({ length: count }, () => open()));
  const ends = await Promise.allSettled(
    connections.map(async ({ ask }, turn) => {
      const answer = await ask(chat(turn, true));
      mustBeGood(answer);
      if (!answer.includes('data: [DONE]')) throw new Error('a stream was interrupted');
    }),
  );
  return ends.filter(({ status }) => status === 'fulfilled').length;
}

/** The 99th percentile of the time to a complete chat response, in milliseconds, at 200 per second. */
async function latency(perSecond = 200, seconds = 5) {
  const idle = await Promise.all(Array.from({ length: 32 }, () => open()));
  const all = [];
  const askAt = async (turn, begun) => {
    const due = begun + (turn * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const sent = performance.now();
    const connection = idle.pop() ?? (await open());
    mustBeGood(await connection.ask(chat(turn, false)));
    all.push(performance.now() - sent);
    idle.push(connection);
  };
  const run = async (length) => {
    all.length = 0;
    const begun = performance.now() + 50;
    await Promise.all(Array.from({ length: perSecond * length }, (_, turn) => askAt(turn, begun)));
  };
  await run(1);
  await run(seconds);
  all.sort((a, b) => a - b);
  return all[Math.floor(all.length * 0.99)];
}

const list = [`${head('GET /v1/models')}\r\n`];
const questions = QUESTIONS.map((_, turn) => chat(turn, false));
const tasks = { lists: () => rates(list), chats: () => rates(questions), streams, latency };
console.log(JSON.stringify(await tasks[task]()));
process.exit();
