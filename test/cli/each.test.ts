import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { home, oint, startOint } from '../support/oint.js';
import { json, type Received, start } from '../support/server.js';

const path = (name: string) => join(home, name);
const each = (file: string, options: readonly string[], ...command: string[]) =>
  oint(['each', file, ...options, '--', ...command]);

/** The lines of a result. */
const linesOf = (text: string): { key: unknown; result: unknown }[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function file(name: string, text: string): Promise<string> {
  await writeFile(path(name), text);
  return path(name);
}

/** The message of a row, and the text of what was sent. */
const TEXT = ['--text', '{text}', '--query', 'result.text'];

interface Bot {
  url: string;
  /** The texts of the messages, in the order of their arrival. */
  sent: string[];
  command: string[];
}

/** A server that takes the messages of a bot. `answer` may answer in another way. */
async function startBot(
  answer: (
    text: string,
    response: Parameters<typeof json>[0],
    sent: readonly string[],
  ) => unknown = () => false,
): Promise<Bot> {
  const sent: string[] = [];
  const { url } = await start(async (request: Received, response) => {
    const { text } = JSON.parse(request.body.toString()) as { text: string };
    sent.push(text);
    if ((await answer(text, response, sent)) !== false) return;
    json(response, { ok: true, result: { message_id: sent.length, text } });
  });
  const config = `{'baseUrl':'${url}','retries':0}`;
  const telegram = [
    'telegram',
    'SendTextMessage',
    '--token',
    '1:SECRET',
    '--chat',
    '7',
    '--parsemode',
    'none',
  ];
  return { url, sent, command: [...telegram, '--config', config] };
}

const rowsUpTo = (count: number) =>
  `n,text\n${Array.from({ length: count }, (_, at) => `${at + 1},message ${at + 1}\n`).join('')}`;

describe('oint each', () => {
  it('calls a method for each row, and takes its values as data', async () => {
    const csv = await file('data.csv', 'who\nAnn\n@/etc/passwd\n"-"\n"a ""b"" \\n {who} \'c\'"\n');
    const values = ['Ann', '@/etc/passwd', '-', `a "b" \\n {who} 'c'`];
    const text = await each(
      csv,
      [],
      'openai',
      'GetUserMessage',
      '--text',
      'Hi {who}',
      '--query',
      'content',
    );
    expect(text).toMatchObject({ status: 0, stderr: 'oint: 4 rows done\n' });
    const lines = linesOf(text.stdout);
    expect(lines).toEqual(values.map((who, at) => ({ row: at + 1, result: `Hi ${who}` })));
    const inJson = [
      'ExecuteSQLQuery',
      '--sql',
      'SELECT ? AS x',
      '--params',
      "['{who}']",
      '--query',
      'data[0].x',
    ];
    const bound = await each(csv, ['--key', 'who'], 'sqlite', ...inJson);
    expect(linesOf(bound.stdout)).toEqual(values.map((who) => ({ key: who, result: who })));
  });

  it('keeps the types and digits of JSON Lines, and reads lines of any file', async () => {
    const lines = await file(
      'rows.jsonl',
      '{"a":12345678901234567890,"b":null}\n\n{"a":1.10,"b":[1]}\n',
    );
    const sql = ['ExecuteSQLQuery', '--sql', 'SELECT ? AS x', '--query', 'data[0].x'];
    const { stdout } = await each(lines, [], 'sqlite', ...sql, '--params', "['{b}']");
    expect(stdout).toContain('{"row":1,"result":null}\n');
    const plain = await file('words.txt', 'one\r\ntwo\n\nthree');
    const words = await each(
      plain,
      [],
      'openai',
      'GetUserMessage',
      '--text',
      '{line}',
      '--query',
      'content',
    );
    expect(words.stdout).toBe(
      '{"row":1,"result":"one"}\n{"row":2,"result":"two"}\n{"row":3,"result":"three"}\n',
    );
  });

  it('prints results in the order of the rows, whichever comes first', async () => {
    let waiting: (() => void) | undefined;
    const bot = await startBot((text) => {
      // The first message is answered after the last one has arrived.
      if (text === 'message 1') return new Promise((resolve) => (waiting = () => resolve(false)));
      if (text === 'message 40') waiting!();
      return false;
    });
    const csv = await file('order.csv', rowsUpTo(40));
    const { stdout, status } = await each(csv, ['--jobs', '3'], ...bot.command, ...TEXT);
    expect(status).toBe(0);
    const texts = linesOf(stdout).map(({ result }) => result);
    expect(texts).toEqual(Array.from({ length: 40 }, (_, at) => `message ${at + 1}`));
  });

  it('reports failures apart, and calls again for those on request', async () => {
    let isBroken = true;
    const bot = await startBot((text, response) => {
      if (!isBroken || text !== 'message 2') return false;
      return json(response, { ok: false, error_code: 400, description: 'Bad Request: no' }, 400);
    });
    const csv = await file('fail.csv', rowsUpTo(3));
    const options = ['--key', 'n', '--out', path('fail.jsonl')];
    const line = [...bot.command, ...TEXT];
    const first = await each(csv, options, ...line);
    expect(first).toMatchObject({ status: 1, stdout: '' });
    expect(first.stderr).toMatch(/^oint: key 2: telegram SendTextMessage: .*Bad Request: no/);
    expect(first.stderr).toContain('2 rows done, 1 failed; --retry-failed calls again');
    expect(first.stderr).not.toContain('SECRET');
    expect(await readFile(path('fail.jsonl'), 'utf8')).toBe(
      '{"key":"1","result":"message 1"}\n{"key":"3","result":"message 3"}\n',
    );
    isBroken = false;
    expect(await each(csv, options, ...line)).toMatchObject({ status: 1 });
    expect(bot.sent).toHaveLength(3);
    const again = await each(csv, [...options, '--retry-failed'], ...line);
    expect(again).toMatchObject({ status: 0, stderr: 'oint: 3 rows done, 2 of them before\n' });
    expect(bot.sent).toHaveLength(4);
    expect((await readFile(path('fail.jsonl'), 'utf8')).split('\n')[1]).toBe(
      '{"key":"2","result":"message 2"}',
    );
    expect((await readFile(path('fail.jsonl.ledger'))).includes('SECRET')).toBe(false);
    const other = await each(csv, options, ...bot.command, '--text', 'Other {text}');
    expect(other.stderr).toContain('remembers the rows of another command');
    const asJson = await each(
      csv,
      ['--errors', 'json'],
      ...bot.command,
      '--text',
      '{text}',
      '--chat',
      '{n}',
    );
    expect(asJson.status).toBe(2);
  });

  it('calls with fewer jobs while the service asks to slow down, and loses no row', async () => {
    let running = 0;
    const bot = await startBot(async (_, response) => {
      running++;
      const isTooMuch = running > 2;
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
      if (!isTooMuch) return false;
      return json(response, { ok: false, error_code: 429, description: 'Too Many Requests' }, 429);
    });
    const csv = await file('busy.csv', rowsUpTo(30));
    const { stdout, status } = await each(csv, ['--jobs', '16'], ...bot.command, ...TEXT);
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(30);
  });

  it('ends with status 75 if the service was too busy for every row that failed', async () => {
    const bot = await startBot((text, response) => {
      if (text === 'message 1') return false;
      return json(response, { ok: false, description: 'Service Unavailable' }, 503);
    });
    const csv = await file('later.csv', rowsUpTo(3));
    const ended = await each(csv, [], ...bot.command, ...TEXT);
    expect(ended.status, ended.stderr).toBe(75);
    expect(ended.stderr).toContain('1 row done, 2 failed');
  });

  it('killed ten times: every row is done once, or known as interrupted', {
    timeout: 180_000,
  }, async () => {
    const COUNT = 300;
    let killAt = 0;
    let kill = () => {};
    const bot = await startBot((_, _response, sent) => {
      if (sent.length === killAt) kill();
      return false;
    });
    const csv = await file('kill.csv', rowsUpTo(COUNT));
    const out = path('kill.jsonl');
    const args = [
      'each',
      csv,
      '--jobs',
      '8',
      '--key',
      'n',
      '--out',
      out,
      '--',
      ...bot.command,
      '--text',
      '{text}',
    ];
    for (let time = 1; time <= 10; time++) {
      killAt = bot.sent.length + 20;
      const running = startOint(args);
      kill = () => running.signal('SIGKILL');
      await running.ended;
    }
    kill = () => {};
    const { status, stderr } = await oint(args);
    expect(new Set(bot.sent).size).toBe(bot.sent.length);
    const done = linesOf(await readFile(out, 'utf8')).map(({ key }) => key);
    const unknown = COUNT - done.length;
    expect(new Set(done).size).toBe(done.length);
    for (const key of done) expect(bot.sent).toContain(`message ${key}`);
    // At most the calls that were running, or about to, when it was killed.
    expect(unknown).toBeLessThanOrEqual(80);
    if (unknown > 0) {
      expect(stderr).toContain(`${unknown} interrupted`);
      expect(status).toBe(1);
      const repeated = await oint([...args.slice(0, 2), '--retry-unknown', ...args.slice(2)]);
      expect(repeated.status).toBe(0);
      expect(new Set(bot.sent).size).toBe(COUNT);
      const all = (await readFile(out, 'utf8')).trimEnd().split('\n');
      expect(all.map((line) => Number(JSON.parse(line).key))).toEqual(
        Array.from({ length: COUNT }, (_, at) => at + 1),
      );
    }
    await rm(`${out}.ledger`);
  });

  it('makes a lost call again, with the same key, where the service carries it out once', async () => {
    const sent: { message: string | null; id: string | null }[] = [];
    const { url } = await start((request: Received, response) => {
      const fields = new URLSearchParams(request.body.toString());
      sent.push({ message: fields.get('message'), id: fields.get('random_id') });
      if (sent.length === 2) response.destroy();
      else json(response, { response: sent.length });
    });
    const csv = await file('keys.csv', rowsUpTo(3));
    const config = `{'baseUrl':'${url}','retries':0}`;
    const vk = ['vk', 'WriteMessage', '--ct', 'SECRET', '--user', '1', '--config', config];
    const ended = await each(csv, ['--jobs', '1'], ...vk, '--text', '{text}');
    expect(ended.stderr).toBe('oint: 3 rows done\n');
    expect(sent.map(({ message }) => message?.at(-1))).toEqual(['1', '2', '2', '3']);
    const ids = sent.map(({ id }) => id);
    expect(ids[2]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it('ends at Ctrl-C, and continues', async () => {
    let release: (() => void) | undefined;
    const bot = await startBot((text) => {
      if (text !== 'message 5' || release) return false;
      return new Promise((resolve) => (release = () => resolve(false)));
    });
    const csv = await file('stop.csv', rowsUpTo(6));
    const args = [
      'each',
      csv,
      '--jobs',
      '1',
      '--out',
      path('stop.jsonl'),
      '--',
      ...bot.command,
      '--text',
      '{text}',
    ];
    const running = startOint(args);
    while (!release) await new Promise((resolve) => setTimeout(resolve, 5));
    running.signal('SIGINT');
    const ended = await running.ended;
    expect(ended.status).toBe(130);
    expect(ended.stderr).toContain('interrupted: 4 rows done');
    expect(ended.stderr).toContain('Run the same command again to continue.');
    release();
    const again = await oint(args);
    expect(again.stderr).toContain('5 rows done, 4 of them before, 1 interrupted');
  });

  it.each([
    [
      ['nosuch.csv', '--', 'openai', 'GetUserMessage', '--text', '{x}'],
      'cannot read nosuch.csv: no such file',
    ],
    [
      ['data.csv', '--', 'openai', 'GetUserMessage', '--text', '{whom}'],
      'there is no column "whom"',
    ],
    [
      ['data.csv', '--key', 'id', '--', 'openai', 'GetUserMessage', '--text', '{who}'],
      'there is no column "id"',
    ],
    [['data.csv', '--', 'openai', 'GetUserMesage'], 'there is no method "GetUserMesage"'],
    [['data.csv', '--', 'opena', 'GetUserMessage'], 'there is no service "opena"'],
    [['data.csv'], 'no method'],
    [['data.csv', '--job', '2', '--', 'openai'], 'unknown option --job'],
    [
      ['data.csv', '--jobs', '0', '--', 'openai'],
      '--jobs must be a whole number from 1 to 1000, not "0"',
    ],
    [['data.csv', '--format', 'xls', '--', 'openai'], '--format must be csv, tsv, jsonl or lines'],
    [
      ['data.csv', '--', 'openai', 'GetUserMessage', '--text', '{who}', '--out', 'x'],
      'Put --out before --',
    ],
    [
      ['data.csv', '--', 'ask', '--attach', 'x', '{who}'],
      'ask: --attach cannot be used for each row',
    ],
  ])('refuses %j', async (args, message) => {
    const { status, stderr, stdout } = await oint(['each', ...args]);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('asks a model for each row', async () => {
    const words = await file('ask.txt', 'upload a file\ndelete a file\n');
    const { stdout, status } = await each(words, [], 'ask', '--url', 'local', 'How do I {line}?');
    expect(status).toBe(0);
    const [first, second] = linesOf(stdout).map(({ result }) => result);
    expect(first).toContain('UploadFile');
    expect(second).toContain('DeleteFile');
  });
});
