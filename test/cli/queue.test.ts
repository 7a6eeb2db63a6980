import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonRecord } from '../../src/core/util/is-record.js';
import { whyNoOpenssl } from '../support/certificates.js';
import { home, oint, type Running, startOint } from '../support/oint.js';
import { startRedis, type TestRedis, whyNoRedis } from '../support/redis.js';
import { json, type Received, start } from '../support/server.js';

const path = (name: string) => join(home, name);
const SECRET = 'tk_Very-Secret-4711';

let redis: TestRedis;
beforeAll(async () => {
  if (whyNoRedis) return;
  redis = await startRedis();
  await writeFile(path('worker.json'), JSON.stringify({ vars: { Token: SECRET } }));
});

/** A worker; killed at the end of the test. */
async function startWorker(...args: string[]): Promise<Running> {
  const all = ['worker', '--queue', 'env:QUEUE', '--config', path('worker.json')];
  const worker = startOint([...all, '--hosts', '127.0.0.1', ...args], {
    env: { QUEUE: redis.url },
  });
  onTestFinished(async () => {
    worker.signal('SIGKILL');
    await worker.ended;
  });
  await worker.untilError('Ctrl-C stops it');
  return worker;
}

/** The arguments of `oint each` over the queue. */
const eachArgs = (file: string, options: readonly string[], command: readonly string[]) => [
  ...['each', file, '--queue', 'env:QUEUE', ...options, '--', ...command],
];
const startEach = (file: string, options: readonly string[], ...command: string[]) =>
  startOint(eachArgs(file, options, command), { env: { QUEUE: redis.url } });
const each = (file: string, options: readonly string[], ...command: string[]) =>
  startEach(file, options, ...command).ended;

interface Topic {
  url: string;
  /** The messages in the order of their arrival. */
  sent: string[];
  /** The `Authorization` headers. */
  tokens: Set<string | undefined>;
  /** How many requests were open at the same time. */
  most: number;
  command: string[];
}

/** A server of ntfy. `hold` may keep its answers back. */
async function startTopic(hold: (topic: Topic) => unknown = () => undefined): Promise<Topic> {
  let open = 0;
  const topic: Topic = { url: '', sent: [], tokens: new Set(), most: 0, command: [] };
  const { url } = await start(async (request: Received, response) => {
    if (request.method === 'GET') {
      topic.sent.push(request.path);
      await hold(topic);
      response.writeHead(200).end('');
      return;
    }
    const { message } = JSON.parse(request.body.toString());
    topic.sent.push(message);
    topic.tokens.add(request.headers.authorization);
    topic.most = Math.max(topic.most, ++open);
    await hold(topic);
    open--;
    json(response, { id: `m${topic.sent.length}`, event: 'message', message });
  });
  topic.url = url;
  topic.command = ['ntfy', 'SendMessage', '--url', url, '--topic', 't'];
  return topic;
}

async function rows(name: string, count: number): Promise<string> {
  const lines = Array.from({ length: count }, (_, at) => `${at + 1},message ${at + 1}\n`);
  await writeFile(path(name), `n,text\n${lines.join('')}`);
  return path(name);
}

const keysIn = (text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).key);

/** What Redis has written to its files. */
async function written(): Promise<string> {
  const folder = join(redis.data, 'appendonlydir');
  const files = await readdir(folder);
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'latin1')))).join('');
}

describe.skipIf(whyNoRedis)(`oint each --queue${whyNoRedis ? `: ${whyNoRedis}` : ''}`, () => {
  it('has workers make the calls, with the values as data and without secrets in Redis', async () => {
    const topic = await startTopic();
    const worker = await startWorker();
    const values = ['Ann', '@@Token', '@/etc/passwd', '[1]', 'env:QUEUE'];
    await writeFile(path('data.csv'), `who\n${values.join('\n')}\n`);
    const message = ['--message', '{who}', '--query', 'message'];
    const command = [...topic.command, '--token', '@@Token', ...message];
    const { stdout, stderr, status } = await each(path('data.csv'), [], ...command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'oint: 5 rows done\n' });
    const results = stdout.trimEnd().split('\n');
    expect(results.map((line) => JSON.parse(line).result)).toEqual(values);
    expect([...topic.sent].sort()).toEqual([...values].sort());
    expect(topic.tokens).toEqual(new Set([`Bearer ${SECRET}`]));
    worker.signal('SIGTERM');
    const ended = await worker.ended;
    expect(ended.stderr).toContain('5 calls made');
    const shown = stdout + stderr + ended.stderr + ended.stdout + (await written());
    expect(shown).not.toContain(SECRET);
    expect(stdout + stderr + ended.stderr).not.toContain(redis.password);
  });

  it('makes only calls that the operator of a worker allows', async () => {
    const topic = await startTopic();
    await startWorker('--deny', 'ntfy.SendMessage');
    const file = await rows('denied.csv', 2);
    const { status, stderr } = await each(file, [], ...topic.command, '--message', '{text}');
    expect(stderr).toContain('row 1: ntfy SendMessage: this method is not allowed on this server');
    expect(stderr).toContain('0 rows done, 2 failed');
    expect({ status, sent: topic.sent }).toEqual({ status: 1, sent: [] });
  });

  it.each([
    [['ntfy', 'SendMessage', '--token', SECRET], '--token must not be stored in Redis'],
    [['ntfy', 'SendMessage', '--token', '{text}'], '--token must not be stored in Redis'],
    [
      ['ntfy', 'SendMessage', '--url', `http://me:${SECRET}@127.0.0.1`],
      'the password in --url must not be stored in Redis',
    ],
    [
      ['openai', 'GetResponse', '--headers', `{'Authorization':'Bearer ${SECRET}'}`],
      'Authorization in --headers must not be stored in Redis',
    ],
    [['ntfy', 'SendMessage', '--config', '{}'], '--config is not sent to workers'],
    [['ntfy', 'SendMessage', '--message', '@x.txt'], 'looked up on the machine of a worker'],
    [['ask', '--token', SECRET, 'What is {text}?'], '--token must not be stored in Redis'],
    [['ask', '--config', '{}', 'What is {text}?'], '--config is not sent to workers'],
    [['ask', '--headers', "{'a':'{n}'}", 'What?'], 'only the question can have columns'],
  ])('refuses %j', async (command, message) => {
    const file = await rows('refused.csv', 1);
    const { status, stderr } = await each(file, [], ...command);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(SECRET);
    expect(status).toBe(2);
  });

  it.each([
    ['redis://:Wrong-Password-1@127.0.0.1:', 3, 'WRONGPASS'],
    ['http://127.0.0.1:', 2, '--queue must be the URL of a Redis server'],
  ])('says why it cannot use %s', async (start, status, message) => {
    const { port } = new URL(redis.url);
    const file = await rows('wrong.csv', 1);
    const env = { QUEUE: `${start}${port}` };
    for (const args of [
      eachArgs(file, [], ['ntfy', 'SendMessage', '--message', '{text}']),
      ['worker', '--queue', 'env:QUEUE'],
    ]) {
      const ended = await oint(args, { env });
      expect(ended.stderr).toContain(message);
      expect(ended.stderr).not.toContain('Wrong-Password-1');
      expect(ended.status).toBe(status);
    }
  });

  it('has workers ask a model, and asks again if an answer does not match the schema', async () => {
    const asked: JsonRecord[] = [];
    const keys = new Set<string | undefined>();
    const { url } = await start((request: Received, response) => {
      const body = JSON.parse(request.body.toString());
      asked.push(body);
      keys.add(request.headers.authorization);
      const isFirst = body.messages.length === 2 && body.messages[1].content.includes('message 2');
      const message = { role: 'assistant', content: isFirst ? 'Well' : '{"mood":"good"}' };
      json(response, { model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] });
    });
    await startWorker();
    const file = await rows('moods.csv', 3);
    const server = ['--url', url, '--token', '@@Token', '--model', 'm', '--options', "{'seed':1}"];
    const question = ['--system', 'Be brief', '--schema', 'mood', 'Rate: {text}'];
    const ended = await each(file, ['--key', 'n', '--jobs', '2'], 'ask', ...server, ...question);
    expect(ended.stderr).toBe('oint: 3 rows done\n');
    const results = [1, 2, 3].map((n) => `{"key":"${n}","result":{"mood":"good"}}\n`);
    expect(ended.stdout).toBe(results.join(''));
    expect(asked).toHaveLength(4);
    expect(asked[0]).toMatchObject({
      model: 'm',
      seed: 1,
      response_format: { type: 'json_schema' },
    });
    expect(asked[0]!.messages).toContainEqual({ role: 'system', content: 'Be brief' });
    expect([...keys]).toEqual([`Bearer ${SECRET}`]);
  });

  it('makes --jobs calls at a time with all workers together', async () => {
    // No answer is sent before 6 calls of 3 workers, of 2 each, are open.
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const topic = await startTopic(({ most }) => {
      if (most === 6) open();
      return opened;
    });
    await Promise.all([1, 2, 3].map(() => startWorker('--jobs', '2')));
    const file = await rows('jobs.csv', 60);
    const command = [...topic.command, '--message', '{text}'];
    expect((await each(file, ['--jobs', '16'], ...command)).status).toBe(0);
    expect(topic.most).toBe(6);
    topic.most = 0;
    expect((await each(file, ['--jobs', '3'], ...command)).status).toBe(0);
    expect(topic.most).toBeLessThanOrEqual(3);
    expect(topic.sent).toHaveLength(120);
  });

  it('a call that only reads is made again when its worker dies', { timeout: 90_000 }, async () => {
    let held = 0;
    let kill = () => {};
    const topic = await startTopic(() => {
      if (++held > 1) return undefined;
      kill();
      return new Promise(() => {});
    });
    const worker = await startWorker();
    kill = () => worker.signal('SIGKILL');
    const file = await rows('reads.csv', 1);
    const running = startEach(
      file,
      [],
      ...['ntfy', 'GetMessages', '--url', topic.url, '--topic', 't{n}'],
    );
    await worker.ended;
    await startWorker();
    const { status, stderr } = await running.ended;
    expect(stderr).toContain('1 row done');
    expect({ status, sent: topic.sent.length }).toEqual({ status: 0, sent: 2 });
  });

  it('each killed: the next run takes the answers from Redis', async () => {
    const COUNT = 100;
    let kill = () => {};
    const topic = await startTopic(({ sent }) => {
      if (sent.length === 40) kill();
    });
    await startWorker('--jobs', '4');
    const file = await rows('killed.csv', COUNT);
    const options = ['--key', 'n', '--jobs', '8', '--out', path('killed.jsonl')];
    const command = [...topic.command, '--message', '{text}'];
    const running = startEach(file, options, ...command);
    kill = () => running.signal('SIGKILL');
    await running.ended;
    const { stderr } = await each(file, options, ...command);
    expect(new Set(topic.sent).size).toBe(topic.sent.length);
    const done = keysIn(await readFile(path('killed.jsonl'), 'utf8'));
    const unknown = Number(/(\d+) interrupted/.exec(stderr)?.[1] ?? 0);
    expect(done.length + unknown).toBe(COUNT);
    for (const key of done) expect(topic.sent).toContain(`message ${key}`);
    // The answer of each message that was sent is known: only calls that Redis never had are not.
    expect(topic.sent).toHaveLength(done.length);
  });

  it('three workers, each killed in turn, and Redis too: no message is sent twice, none is lost', {
    timeout: 180_000,
  }, async () => {
    const COUNT = 400;
    const AT = [60, 120, 180, 240, 300];
    let act = () => {};
    const topic = await startTopic(({ sent }) => {
      if (AT.includes(sent.length)) act();
    });
    const workers = await Promise.all([1, 2, 3].map(() => startWorker('--jobs', '4')));
    let crashes = 0;
    const crashed: Promise<void>[] = [];
    act = () => {
      const worker = workers.shift();
      if (worker) worker.signal('SIGKILL');
      else {
        crashes++;
        crashed.push(redis.crash());
      }
      if (worker) crashed.push(startWorker('--jobs', '4').then(() => {}));
    };
    const file = await rows('storm.csv', COUNT);
    const options = ['--key', 'n', '--jobs', '12', '--out', path('storm.jsonl')];
    const command = [...topic.command, '--message', '{text}'];
    const { stderr } = await each(file, options, ...command);
    await Promise.all(crashed);
    expect(crashes).toBe(2);
    expect(new Set(topic.sent).size).toBe(topic.sent.length);
    const done = keysIn(await readFile(path('storm.jsonl'), 'utf8'));
    expect(new Set(done).size).toBe(done.length);
    for (const key of done) expect(topic.sent).toContain(`message ${key}`);
    const unknown = Number(/(\d+) interrupted/.exec(stderr)?.[1] ?? 0);
    expect(done.length + unknown, stderr).toBe(COUNT);
    // At most the calls that were running in a worker when it was killed.
    expect(unknown).toBeLessThanOrEqual(3 * 4 + 2 * 12);
    const repeated = await each(file, [...options, '--retry-unknown'], ...command);
    expect(repeated.status, repeated.stderr).toBe(0);
    expect(new Set(topic.sent).size).toBe(COUNT);
    expect(keysIn(await readFile(path('storm.jsonl'), 'utf8'))).toHaveLength(COUNT);
  });

  it.skipIf(whyNoOpenssl())('encrypts with rediss://', async () => {
    const topic = await startTopic();
    const { url, ca } = await redis.secure();
    const file = await rows('tls.csv', 3);
    const args = eachArgs(file, [], [...topic.command, '--message', '{text}']);
    const untrusted = await oint(args, { env: { QUEUE: url } });
    expect(untrusted.stderr).toContain('NODE_EXTRA_CA_CERTS');
    expect(untrusted.status).toBe(3);
    const env = { QUEUE: url, NODE_EXTRA_CA_CERTS: ca };
    const worker = startOint(['worker', '--queue', 'env:QUEUE', '--hosts', '127.0.0.1'], { env });
    onTestFinished(async () => {
      worker.signal('SIGKILL');
      await worker.ended;
    });
    await worker.untilError('Ctrl-C stops it');
    expect(await oint(args, { env })).toMatchObject({ status: 0, stderr: 'oint: 3 rows done\n' });
  });

  it('a worker that is asked to stop ends its calls first', async () => {
    let release = () => {};
    const topic = await startTopic(() => new Promise<void>((resolve) => (release = resolve)));
    const worker = await startWorker('--jobs', '1');
    const file = await rows('stop.csv', 1);
    const running = startEach(file, [], ...topic.command, '--message', '{text}');
    while (topic.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    worker.signal('SIGINT');
    await worker.untilError('stopping: 1 in progress');
    release();
    expect(await worker.ended).toMatchObject({ status: 0 });
    expect(await running.ended).toMatchObject({ status: 0, stderr: 'oint: 1 row done\n' });
  });
});
