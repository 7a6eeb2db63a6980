import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bash,
  home,
  inTerminal,
  type Options,
  oint,
  startOint,
  withoutColours,
} from '../support/oint.js';
import { bytes, completion, OpenAiServer } from '../support/openai-server.js';
import { json } from '../support/server.js';

const SPEECH = Buffer.from([0xff, 0xf3, 0x00, 0x0a, 0x80, 0xe2]);
const ANSWER = completion('Grüße, 世界!');

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
  server.on('POST /chat/completions', (request, response) =>
    request.json().model === 'silent'
      ? json(response, completion(null, { tool_calls: [] }))
      : json(response, ANSWER),
  );
  server.on('POST /audio/speech', (_, response) => bytes(response, SPEECH, 'audio/mpeg'));
});

function ask(args: readonly string[], options?: Options) {
  const line = ['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'];
  return oint([...line, ...args], options);
}

function speak(...args: string[]) {
  const line = ['openai', 'GenerateSpeech', '--url', server.url, '--model', 'm', '--input', 'hi'];
  return oint([...line, ...args]);
}

describe('a result', () => {
  it('is JSON on one line in a pipe, and indented on a terminal', async () => {
    const line = ['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'];
    const terminal = inTerminal(line);
    const [piped] = await Promise.all([ask([]), terminal.ended]);
    expect(piped).toMatchObject({ status: 0, stderr: '' });
    expect(piped.stdout).toBe(`${JSON.stringify(ANSWER)}\n`);
    expect(withoutColours(terminal.output)).toBe(`${JSON.stringify(ANSWER, null, 2)}\n`);
  });

  it('of bytes goes to a pipe unchanged', async () => {
    expect(await speak()).toMatchObject({ status: 0, stderr: '', bytes: SPEECH });
  });

  it('is printed as hex, Base64 or UTF-8 on request', async () => {
    const [hex, base64, utf8, chat] = await Promise.all([
      speak('--out', '_hex_'),
      speak('--out', '_base64_'),
      speak('--out', '_utf8_'),
      ask(['--text', '--out', '_hex_']),
    ]);
    expect(hex.stdout).toBe(`${SPEECH.toString('hex')}\n`);
    expect(base64.stdout).toBe(`${SPEECH.toString('base64')}\n`);
    expect(utf8.stdout).toBe(`${SPEECH.toString('utf8')}\n`);
    expect(chat.stdout).toBe(`${Buffer.from('Grüße, 世界!').toString('hex')}\n`);
  });

  it('ends silently if the reader of a pipe closes it', async () => {
    const { stdout, stderr, status } = await bash(
      `oint openai GetResponse --url ${server.url} --model m --msgs hi | head -c 5; echo " \${PIPESTATUS[0]}"`,
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: '{"id" 0\n', stderr: '', status: 0 });
  });
});

describe('--out', () => {
  it('writes the whole result to a file and prints nothing', async () => {
    const [whole, text, part, speech] = await Promise.all([
      ask(['--out', 'whole.json']),
      ask(['--text', '--out', 'reply.txt']),
      ask(['--query', 'usage', '--out', 'usage.json']),
      speak('--out', 'speech.mp3'),
    ]);
    for (const run of [whole, text, part, speech]) {
      expect(run).toMatchObject({ status: 0, stdout: '', stderr: '' });
    }
    const file = (name: string) => readFile(join(home, name), 'utf8');
    expect(await file('whole.json')).toBe(`${JSON.stringify(ANSWER, null, 2)}\n`);
    expect(await file('reply.txt')).toBe('Grüße, 世界!\n');
    expect(JSON.parse(await file('usage.json'))).toEqual(ANSWER.usage);
    expect(await readFile(join(home, 'speech.mp3'))).toEqual(SPEECH);
    expect((await readdir(home)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('- is standard output', async () => {
    const [whole, text, bytes, stream, rows] = await Promise.all([
      ask(['--out', '-']),
      ask(['--text', '--out=-']),
      speak('--out', '-'),
      ask(['--stream', '--out', '-']),
      oint(['sqlite', 'ExecuteSQLQuery', '--sql', 'SELECT 1 AS x', '--out', '-']),
    ]);
    expect(whole).toMatchObject({ stdout: `${JSON.stringify(ANSWER)}\n`, stderr: '', status: 0 });
    expect(text).toMatchObject({ stdout: 'Grüße, 世界!\n', stderr: '', status: 0 });
    expect(bytes).toMatchObject({ bytes: SPEECH, stderr: '', status: 0 });
    expect(stream).toMatchObject({ stdout: 'Grüße, 世界!\n', stderr: '', status: 0 });
    expect(JSON.parse(rows.stdout).data).toEqual([{ x: 1 }]);
    expect(await readdir(home)).not.toContain('-');
  });

  it('accepts backslashes in a path', async () => {
    const { status } = await ask(['--text', '--out', 'new\\name.txt']);
    expect(status).toBe(0);
    expect(await readdir(home)).toContain('new\\name.txt');
  });

  it('keeps the old file if the call fails', async () => {
    const old = join(home, 'old.json');
    await writeFile(old, 'the old one');
    const failed = await oint([
      'openai',
      'GetFileInformation',
      '--url',
      server.url,
      '--id',
      'none',
      '--out',
      old,
    ]);
    const broken = await oint([
      'openai',
      'DownloadFile',
      '--url',
      server.url,
      '--id',
      'none',
      '--out',
      old,
    ]);
    expect([failed.status, broken.status]).toEqual([1, 1]);
    expect(await readFile(old, 'utf8')).toBe('the old one');
    expect((await readdir(home)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('has the error if there is no earlier result in the file', async () => {
    const failing = (...more: string[]) =>
      oint(['openai', 'GetFileInformation', '--url', server.url, '--id', 'none', ...more]);
    const read = async (name: string) => JSON.parse(await readFile(join(home, name), 'utf8'));
    const first = await failing('--out', 'new.json');
    expect(first).toMatchObject({ status: 1, stdout: '' });
    const body = await read('new.json');
    expect(body).toHaveProperty('error.message');
    const missing = await oint(['openai', 'GetModelList', '--url', '', '--out', 'new.json']);
    expect(missing.status).toBe(2);
    expect(await read('new.json')).toEqual({
      result: false,
      error: expect.stringContaining('openai GetModelList: --url'),
    });
    await ask(['--out', 'new.json']);
    const kept = await failing('--out', 'new.json');
    expect(kept.stderr).toContain('new.json is unchanged: it has the result of an earlier call');
    expect(await read('new.json')).toEqual(ANSWER);
    const env = { OINT_COMPAT: '1' };
    const line = ['openai', 'GetFileInformation', '--url', server.url, '--id', 'none'];
    const replaced = await oint([...line, '--out', 'new.json'], { env });
    expect(replaced.status).toBe(0);
    expect(await read('new.json')).toEqual(body);
    expect(JSON.parse((await oint(line, { env })).stdout)).toEqual(body);
  });

  it('never has an error in place of text, rows or bytes', async () => {
    const url = ['--url', server.url, '--id', 'none'];
    await Promise.all([
      oint(['openai', 'DownloadFile', ...url, '--out', 'none.bin']),
      oint(['openai', 'GetFileInformation', ...url, '--query', 'id', '--out', 'none.txt']),
      oint(['sqlite', 'GetRecords', '--table', 'none', '--out', 'none.csv']),
      oint(['openai', 'GetUserMessage', '--text', 'a', '--nme', 'b', '--out', 'none.json']),
    ]);
    expect((await readdir(home)).filter((name) => name.startsWith('none.'))).toEqual([]);
  });

  it('with the name of an image has the images', async () => {
    const images = ['openai', 'GetImages', '--url', server.url, '--model', 'm'];
    const line = [...images, '--descr', "{'prompt':'cat'}"];
    server.on('POST /images/generations', (_, response) =>
      json(response, { data: [{ b64_json: 'AAEC' }, { b64_json: 'AwQF' }] }),
    );
    expect(await oint([...line, '--out', 'cat.png'])).toMatchObject({ status: 0, stdout: '' });
    expect(await readFile(join(home, 'cat.png'))).toEqual(Buffer.from([0, 1, 2]));
    expect(await readFile(join(home, 'cat-2.png'))).toEqual(Buffer.from([3, 4, 5]));
    const picked = [...line, '--query', 'data[1].b64_json', '--out', 'dog.jpg'];
    expect(await oint(picked)).toMatchObject({ status: 0, stdout: '' });
    expect(await readFile(join(home, 'dog.jpg'))).toEqual(Buffer.from([3, 4, 5]));
    server.on('POST /images/generations', (_, response) =>
      json(response, { data: [{ url: 'http://x/cat.png' }] }),
    );
    const linked = await oint([...line, '--out', 'link.png']);
    expect(linked.status).toBe(1);
    expect(JSON.parse(linked.stdout)).toEqual({ data: [{ url: 'http://x/cat.png' }] });
    expect(linked.stderr).toContain('the result has no Base64 for this file, so it is printed');
    expect(await readdir(home)).not.toContain('link.png');
  });

  it('with a name that asks for another format is refused before anything is sent', async () => {
    const before = server.requests.length;
    const refused = await Promise.all([
      ask(['--out', 'answer.png']),
      ask(['--text', '--out', 'answer.docx']),
      ask(['--out', 'answer.csv']),
      oint(['sqlite', 'ExecuteSQLQuery', '--sql', 'SELECT 1 AS x', '--out', 'rows.xlsx']),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([2, 2, 2, 2]);
    expect(refused[0]!.stderr).toContain(
      '--out answer.png: the result is JSON, which is not written as .png',
    );
    expect(refused[2]!.stderr).toContain('the result has no rows, so it cannot be written as .csv');
    expect(server.requests.length).toBe(before);
    expect((await ask(['--text', '--out', 'answer.csv'])).status).toBe(0);
  });

  it('to a path that cannot be written is refused before anything is sent', async () => {
    await writeFile(join(home, 'a-file'), '');
    const before = server.requests.length;
    const refused = await Promise.all([
      ask(['--out', 'no-such-folder/answer.json']),
      ask(['--out', join(home, 'a-file', 'answer.json')]),
      ask(['--out', home]),
      ask(['--out', 'new-folder/']),
      speak('--out', 'no-such-folder/speech.mp3'),
    ]);
    expect(refused.map(({ status, stdout }) => [status, stdout])).toEqual(
      refused.map(() => [2, '']),
    );
    expect(refused[0]!.stderr).toBe(
      'oint: openai GetResponse: --out: cannot write to no-such-folder/answer.json: no such folder\n',
    );
    expect(refused[1]!.stderr).toContain('no such folder');
    expect(refused[2]!.stderr).toContain('it is a folder');
    expect(refused[4]!.stderr).toContain('no such folder');
    expect(server.requests.length).toBe(before);
  });

  it('to a folder or file without write permission is refused too', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write anywhere');
    const before = server.requests.length;
    await bash('mkdir locked; touch kept; chmod 500 locked; chmod 400 kept');
    const refused = await Promise.all([ask(['--out', 'locked/new']), ask(['--out', 'kept'])]);
    for (const { status, stderr } of refused) {
      expect(status).toBe(2);
      expect(stderr).toContain('permission denied');
    }
    expect(server.requests.length).toBe(before);
  });

  it('to a full disk prints the result instead of losing it', async ({ skip }) => {
    skip(process.platform !== 'linux', 'only Linux has /dev/full');
    const { status, stdout, stderr } = await ask(['--out', '/dev/full']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual(ANSWER);
    expect(stderr).toContain('writing to /dev/full failed: the disk is full');
  });

  it('can be a device', async ({ skip }) => {
    skip(process.platform === 'win32', 'Windows has no /dev/stdout');
    const { status, stdout } = await bash(
      `oint openai GetResponse --url ${server.url} --model m --msgs hi --text --out /dev/stdout | cat`,
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Grüße, 世界!\n' });
  });
});

describe('--text', () => {
  it('prints only the reply', async () => {
    expect(await ask(['--text'])).toMatchObject({
      status: 0,
      stdout: 'Grüße, 世界!\n',
      stderr: '',
    });
  });

  it('prints the whole result if it has no text, and fails', async () => {
    const { status, stdout, stderr } = await oint([
      ...['openai', 'GetResponse', '--url', server.url, '--model', 'silent', '--msgs', 'hi'],
      ...['--text', '--out', 'none.txt'],
    ]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ choices: [{ message: { content: null } }] });
    expect(stderr).toContain('--text: the reply has no text, so the whole result is printed');
    expect(await readdir(home)).not.toContain('none.txt');
  });
});

describe('--query', () => {
  it('that takes hours on a large result is ended by Ctrl-C', { timeout: 60_000 }, async () => {
    const data = Array.from({ length: 3_000 }, (_, at) => ({ id: `model-${at}`, object: 'model' }));
    const sent = new Promise<void>((resolve) => {
      server.on('GET /models', (_, response) => {
        json(response, { object: 'list', data });
        resolve();
      });
    });
    const query = 'data[*].[length($.data[?contains($.data[*].id, @.id)])]';
    const args = ['openai', 'GetModelList', '--url', server.url, '--query', query];
    const running = startOint(args);
    await sent;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    running.signal('SIGINT');
    const { status, stdout, stderr } = await running.ended;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toContain('interrupted');
  });

  it('prints the selected part, strings without quotes', async () => {
    const found = await Promise.all(
      [
        'choices[0].message.content',
        'usage.total_tokens',
        'choices[].{text: message.content, why: finish_reason}',
        'nothing.like.this',
        'length(choices)',
      ].map((expression) => ask(['--query', expression])),
    );
    expect(found.map(({ status, stdout }) => [status, stdout])).toEqual([
      [0, 'Grüße, 世界!\n'],
      [0, '12\n'],
      [0, '[{"text":"Grüße, 世界!","why":"stop"}]\n'],
      [0, 'null\n'],
      [0, '1\n'],
    ]);
  });

  it('that is not valid is refused before anything is sent', async () => {
    const before = server.requests.length;
    const refused = await Promise.all([
      ask(['--query', 'choices[']),
      ask(['--query', '']),
      ask(['--query', 'id', '--text']),
      ask(['--query', 'id', '--stream']),
      speak('--query', 'id'),
    ]);
    for (const { status, stdout } of refused) expect([status, stdout]).toEqual([2, '']);
    expect(refused[0]!.stderr).toContain('--query "choices[" is not a valid JMESPath expression');
    expect(refused[0]!.stderr).toContain('Example: --query "choices[0].message.content"');
    expect(refused[2]!.stderr).toContain('--query cannot be used with --text');
    expect(refused[3]!.stderr).toContain('--query cannot be used with --stream');
    expect(refused[4]!.stderr).toContain('this method does not support --query');
    expect(server.requests.length).toBe(before);
  });

  it('that cannot be applied prints the whole result, and fails', async () => {
    const { status, stdout, stderr } = await ask(['--query', 'length(usage.total_tokens)']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual(ANSWER);
    expect(stderr).toMatch(
      /^oint: openai GetResponse: --query .* cannot be applied to this result/,
    );
  });

  it('can be applied to a result that is a string too', async () => {
    server.on('GET /models', (_, response) => json(response, 'none at all'));
    const { status, stdout } = await oint([
      'openai',
      'GetModelList',
      '--url',
      server.url,
      '--query',
      'length(@)',
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '11\n' });
  });
});
