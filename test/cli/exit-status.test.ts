import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { home, oint, startOint } from '../support/oint.js';
import { chunk, completion, notFound, OpenAiServer, sse } from '../support/openai-server.js';
import { json, refusedPort } from '../support/server.js';

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
});

/** Expects an error: a number of lines on standard error, no stack, no other output. */
async function failure(args: string[]) {
  const { status, stdout, stderr } = await oint(args);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^oint: .+\n(?: {2}.+\n)?$/);
  expect(stderr).not.toMatch(/\n {4}at |bug in OInt/);
  return { status, stderr };
}

const models = (url = server.url, ...more: string[]) => [
  ...['openai', 'GetModelList', '--url', url],
  ...more,
];
const NO_RETRIES = ['--config', "{'retries':0}"];

describe('the exit status', () => {
  it('is 0 for success', async () => {
    expect(await oint(models())).toMatchObject({ status: 0, stderr: '' });
  });

  it('is 1 if the service returned an error', async () => {
    server.on('GET /assistants/none', (_, response) => notFound(response, 'No assistant found'));
    server.on('GET /models', (_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Sign in</title>');
    });
    const [missing, page] = await Promise.all([
      failure(['openai', 'RetrieveAssistant', '--url', server.url, '--id', 'none']),
      failure(models()),
    ]);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain(
      `the server returned 404 Not Found: No assistant found (GET ${server.url}/v1/assistants/none)`,
    );
    expect(page.status).toBe(1);
    expect(page.stderr).toContain('an HTML page "Sign in"');
  });

  it('comes with a message with the names of options', async () => {
    server.on('GET /models', (_, response) => json(response, {}, 401));
    const [refused, address, missing, unnamed, untrusted] = await Promise.all([
      failure(models()),
      failure(models('localhost:1')),
      failure(['openai', 'GetResponse', '--url', server.url, '--model', 'm']),
      failure(['telegram', 'GetBotInformation', '--token', 'bot1:x']),
      failure(models(server.url.replace('http:', 'https:'))),
    ]);
    expect(refused.stderr).toContain('Check --token, and that this call is permitted.');
    expect(address.stderr).toContain('--url must be a URL that begins with http://');
    expect(missing.stderr).toContain('--msgs is missing');
    expect(unnamed.stderr).toContain('--token starts with "bot"');
    expect(untrusted.status).toBe(3);
  });

  it('is 2 for an invalid command line', async () => {
    const before = server.requests.length;
    const wrong = await Promise.all([
      failure(['openai', 'NoSuchMethod']),
      failure(models('not a url')),
      failure(models(server.url, '--config', "{'retires':3}")),
      failure(['openai', 'GetResponse', '--url', server.url, '--msgs', 'hi']),
      failure([
        'openai',
        'UploadFile',
        '--url',
        server.url,
        '--name',
        'a',
        '--purpose',
        'b',
        '--data',
        'none.txt',
      ]),
    ]);
    expect(wrong.map(({ status }) => status)).toEqual([2, 2, 2, 2, 2]);
    expect(wrong[2]!.stderr).toContain('Did you mean retries?');
    expect(wrong[3]!.stderr).toContain('--model is missing: Name of the model');
    expect(wrong[4]!.stderr).toContain('--data: no such file: "none.txt"');
    expect(server.requests.length).toBe(before);
  });

  it('is 3 without a response', async () => {
    server.on('POST /embeddings', () => {});
    server.on('GET /files/half/content', (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('the beginning');
    });
    const embed = ['openai', 'GetEmbeddings', '--url', server.url, '--model', 'm', '--input', 'x'];
    const download = ['openai', 'DownloadFile', '--url', server.url, '--id', 'half'];
    const config = (text: string) => ['--config', text];
    const [refused, silent, whole, stalled] = await Promise.all([
      failure(models(`http://127.0.0.1:${await refusedPort()}`, ...NO_RETRIES)),
      failure([...embed, ...config("{'firstByteTimeout':0.2}")]),
      failure([...embed, ...config("{'timeout':0.2}")]),
      failure([...download, '--out', 'half.bin', ...config("{'idleTimeout':'200ms','retries':0}")]),
    ]);
    expect([refused, silent, whole, stalled].map(({ status }) => status)).toEqual([3, 3, 3, 3]);
    expect(refused.stderr).toContain(': connection refused');
    expect(silent.stderr).toContain(
      'timed out after 0.2 s waiting for a response (firstByteTimeout)',
    );
    expect(silent.stderr).toContain(`wait longer: --config "{'firstByteTimeout':1}"`);
    expect(whole.stderr).toContain('timed out after 0.2 s in total (timeout)');
    expect(stalled.stderr).toContain('timed out after 0.2 s without data (idleTimeout)');
    expect(await readdir(home)).not.toContain('half.bin');
  });
});

describe('an interrupted call', () => {
  it('exits with 130, and cancels the request', async () => {
    let close = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      server.on('POST /chat/completions', (_, response) => {
        response.once('close', close);
        resolve();
      });
    });
    const line = ['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'];
    const running = startOint(line);
    await arrived;
    running.signal('SIGINT');
    expect(await running.ended).toMatchObject({
      status: 130,
      stdout: '',
      stderr: 'oint: openai GetResponse: interrupted\n',
    });
    await closed;
  });

  it('keeps streamed output and the old file of a download, and leaves no new file', async () => {
    server.on('POST /chat/completions', (_, response) =>
      sse(response, [chunk({ content: 'Once' })]),
    );
    server.on('GET /files/stuck/content', (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('the beginning');
    });
    await writeFile(join(home, 'old.bin'), 'the old one');
    const chat = ['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'];
    const stream = startOint([...chat, '--stream']);
    await stream.until('Once');
    stream.signal('SIGTERM');
    expect(await stream.ended).toMatchObject({ status: 143, stdout: 'Once\n' });

    const download = startOint([
      'openai',
      'DownloadFile',
      '--url',
      server.url,
      '--id',
      'stuck',
      '--out',
      'old.bin',
    ]);
    const part = async () => (await readdir(home)).find((name) => name.endsWith('.part'));
    await expect.poll(part).toBeDefined();
    download.signal('SIGINT');
    expect((await download.ended).status).toBe(130);
    expect(await part()).toBeUndefined();
    expect(await readFile(join(home, 'old.bin'), 'utf8')).toBe('the old one');
  });

  it('that waits for standard input, or between two attempts, ends at once', async () => {
    server.on('GET /models', (_, response) =>
      json(response, { error: 'busy' }, 503, { 'retry-after': '30' }),
    );
    const waiting = startOint(models(server.url, '--debug'), { stdin: 'open' });
    const reading = startOint(['openai', 'GetResponse', '--msgs', '-'], { stdin: 'open' });
    await Promise.all([
      waiting.untilError('again in'),
      reading.untilError('so the embedded server answers'),
    ]);
    for (const running of [waiting, reading]) running.signal('SIGINT');
    const ended = await Promise.all([waiting.ended, reading.ended]);
    expect(ended.map(({ status }) => status)).toEqual([130, 130]);
  });
});

describe('--errors json', () => {
  it('prints an error as a line of JSON on standard error', async () => {
    server.on('GET /models', (_, response) => json(response, { error: 'busy' }, 503));
    const [busy, wrong, invalid] = await Promise.all([
      oint(models(server.url, ...NO_RETRIES, '--errors', 'json')),
      oint(['openai', 'GetModelList', '--errors=json', '--urll', 'x']),
      oint(models(server.url, '--errors', 'xml')),
    ]);
    expect(busy.status).toBe(75);
    expect(JSON.parse(busy.stderr)).toMatchObject({
      code: 'http',
      method: 'openai GetModelList',
      retryable: true,
      status: 503,
      body: { error: 'busy' },
    });
    expect(wrong.status).toBe(2);
    expect(JSON.parse(wrong.stderr)).toMatchObject({ code: 'input', param: '--urll' });
    expect(invalid.stderr).toContain('--errors must be text or json, not "xml"');
  });
});

describe('--debug', () => {
  it('shows requests and responses on standard error, and the stack of an error', async () => {
    server.on('POST /chat/completions', (_, response) => json(response, completion('Hello!')));
    server.on('GET /models', (_, response) => notFound(response, 'none here'));
    const [good, bad] = await Promise.all([
      oint([
        ...['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'],
        ...['--text', '--debug'],
      ]),
      oint(models(server.url, '--debug')),
    ]);
    expect(good).toMatchObject({ status: 0, stdout: 'Hello!\n' });
    expect(good.stderr).toContain(`> POST ${server.url}/v1/chat/completions\n`);
    expect(good.stderr).toContain('"messages":[{"role":"user","content":"hi"}]');
    expect(good.stderr).toMatch(/^< 200 after \d+ ms$/m);
    expect(good.stderr).toContain('"content":"Hello!"');
    expect(bad.status).toBe(1);
    expect(bad.stderr).toMatch(/^ {4}at /m);
  });

  it('shows the values of every method as they were read, secrets masked', async () => {
    const [offline, database, networked] = await Promise.all([
      oint(['openai', 'GetUserMessage', '--text', 'a\\nb', '--debug', '--config', '{}', '--test']),
      oint(['sqlite', 'ExecuteSQLQuery', '--sql', 'SELECT 1 AS one', '--debug']),
      oint(models(server.url, '--token', 'x', '--debug', '--dry-run')),
    ]);
    expect(offline).toMatchObject({ status: 0, stdout: '{"role":"user","content":"a\\nb"}\n' });
    expect(offline.stderr).toContain('= --text "a\\nb"\n');
    expect(database.status).toBe(0);
    expect(database.stderr).toContain('= --sql "SELECT 1 AS one"\n');
    expect(networked.stderr).toContain('= --token ***\n');
    expect(networked.stderr).toContain(`= --url "${server.url}`);
  });
});
