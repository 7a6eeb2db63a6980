// One measurement of one client in a fresh process: clients.mjs <client> <task> <url> <count>.
import http from 'node:http';

const [client, task, url, count] = process.argv.slice(2);
const messages = [{ role: 'user', content: 'Hello' }];
const request = { model: 'm', messages };

const clients = {
  async oint() {
    const { openai } = await import('../dist/services/openai.js').then((m) => ({ openai: m }));
    return {
      call: () => openai.getResponse({ url, token: 't', model: 'm', messages }),
      stream: () => openai.getResponse.stream({ url, token: 't', model: 'm', messages }),
    };
  },
  async sdk() {
    const { OpenAI } = await import('openai');
    const ai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 't' });
    return {
      call: () => ai.chat.completions.create(request),
      stream: () => ai.chat.completions.create({ ...request, stream: true }),
    };
  },
  /** The least that undici's own interface needs for a call. */
  async undici() {
    const { Pool } = await import('undici');
    const pool = new Pool(url);
    const body = JSON.stringify(request);
    const headers = { 'content-type': 'application/json', authorization: 'Bearer t' };
    const to = { path: '/v1/chat/completions', method: 'POST', headers };
    return {
      call: async () => (await pool.request({ ...to, body })).body.json(),
    };
  },
  async bare() {
    const agent = new http.Agent({ keepAlive: true });
    const { createParser } = await import('eventsource-parser');
    return {
      call: () => post(agent, request, (body) => JSON.parse(body)),
      stream: () => parsed(createParser, agent),
    };
  },
};

function send(agent, json) {
  const body = JSON.stringify(json);
  const headers = {
    'content-type': 'application/json',
    authorization: 'Bearer t',
    'content-length': Buffer.byteLength(body),
  };
  const outgoing = http.request(`${url}/v1/chat/completions`, { method: 'POST', agent, headers });
  outgoing.end(body);
  return outgoing;
}

function post(agent, json, read) {
  return new Promise((resolve, reject) => {
    send(agent, json)
      .once('error', reject)
      .once('response', (incoming) => {
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.once('end', () => resolve(read(Buffer.concat(chunks).toString())));
      });
  });
}

/** The parser alone with JSON.parse: the minimum cost of a stream. */
function parsed(createParser, agent) {
  let seen = 0;
  const parser = createParser({
    onEvent({ data }) {
      if (data === '[DONE]') return;
      JSON.parse(data);
      seen++;
    },
  });
  return new Promise((resolve, reject) => {
    send(agent, { ...request, stream: true })
      .once('error', reject)
      .once('response', (incoming) => {
        const decoder = new TextDecoder();
        incoming.on('data', (chunk) => parser.feed(decoder.decode(chunk, { stream: true })));
        incoming.once('end', () => resolve({ seen }));
      });
  });
}

const tasks = {
  async calls({ call }) {
    await Promise.all(Array.from({ length: 32 }, call));
    let left = Number(count);
    const worker = async () => {
      while (left-- > 0) await call();
    };
    return timed(() => Promise.all(Array.from({ length: 32 }, worker)));
  },
  stream: ({ stream }) =>
    timed(async () => {
      const answer = await stream();
      let seen = answer.seen ?? 0;
      if (!seen) for await (const _ of answer) seen++;
      if (seen < Number(count)) throw new Error(`only ${seen} chunks arrived`);
    }),
};

async function timed(run) {
  const started = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

const seconds = await tasks[task](await clients[client]());
console.log(JSON.stringify(Number(count) / seconds));
process.exit();
