import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG } from '../../../test/support/definitions.js';
import { home, inTerminal, oint, startOint, withoutColours } from '../../../test/support/oint.js';
import { chatWhole, generatePiece, generateWhole, pulling } from './testing/fixtures.js';
import { ndjson, OllamaServer } from './testing/server.js';

const server = await OllamaServer.start();
beforeEach(() => server.reset());

const ask = (...more: string[]) => [
  'ollama',
  'GetResponse',
  '--url',
  server.url,
  '--model',
  'm',
  '--prompt',
  'Hi',
  ...more,
];
const pull = (...more: string[]) => [
  'ollama',
  'PullModel',
  '--url',
  server.url,
  '--model',
  'm',
  ...more,
];

describe('the command line', () => {
  it('finds the server with OLLAMA_HOST, like Ollama’s own', async () => {
    const env = { OLLAMA_HOST: `0.0.0.0:${server.port}` };
    const { status, stdout, stderr } = await oint(['ollama', 'GetVersion'], { env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ version: '0.5.1' });
  });

  it('prints only the text, or streams it', async () => {
    const chat = ['ollama', 'GetContextResponse', '--url', server.host, '--model', 'm'];
    const msgs = ['--msgs', "[{'role':'user','content':'Hi'}]"];
    const [whole, streamed, talk] = await Promise.all([
      oint(ask('--text')),
      oint(ask('--stream', '--out', 'answer.json')),
      oint([...chat, ...msgs, '--stream']),
    ]);
    expect(whole).toMatchObject({ status: 0, stdout: `${generateWhole.response}\n`, stderr: '' });
    expect(streamed).toMatchObject({
      status: 0,
      stdout: `${generateWhole.response}\n`,
      stderr: '',
    });
    expect(talk).toMatchObject({ status: 0, stdout: `${chatWhole.message.content}\n` });
    expect(JSON.parse(await readFile(join(home, 'answer.json'), 'utf8'))).toEqual(generateWhole);
  });

  it('prints a chunk before the rest is sent', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    server.on('generate', async (_, response) => {
      ndjson(response, [generatePiece('First')], false);
      await finished;
      response.end(`${JSON.stringify({ response: '!', done: true })}\n`);
    });
    const running = startOint(ask('--stream'));
    await running.until('First');
    finish();
    expect(await running.ended).toMatchObject({ status: 0, stdout: 'First!\n' });
  });

  it('fails if the stream does, after printing what arrived', async () => {
    server.on('generate', (_, response) =>
      ndjson(response, [generatePiece('Half'), { error: 'out of memory' }]),
    );
    const { status, stdout, stderr } = await oint(ask('--stream'));
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'Half\n' });
    expect(stderr).toContain('reported an error: out of memory');
  });

  it('pulls a model: the last status, or each as a line', async () => {
    const [whole, streamed] = await Promise.all([oint(pull()), oint(pull('--stream'))]);
    expect(JSON.parse(whole.stdout)).toEqual({ status: 'success' });
    const lines = streamed.stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(pulling);
    expect([whole.stderr, streamed.stderr]).toEqual(['', '']);
  });

  it('shows the progress of a pull on a terminal, and clears it at the end', async () => {
    const half = { ...pulling[2], completed: 1071295104 };
    let finish = () => {};
    server.on('pull', (_, response) => {
      ndjson(response, pulling.slice(0, 2), false);
      const timer = setInterval(() => response.write(`${JSON.stringify(half)}\n`), 50);
      finish = () => {
        clearInterval(timer);
        response.end(`${JSON.stringify({ status: 'success' })}\n`);
      };
    });
    const terminal = inTerminal(pull());
    await terminal.until('50%');
    await terminal.until('of 2.0 GiB');
    finish();
    expect(await terminal.ended).toBe(0);
    expect(withoutColours(terminal.output).endsWith('\r\x1b[2K{\n  "status": "success"\n}\n')).toBe(
      true,
    );
  });

  it('sends a blob from standard input, and leaves no file behind when interrupted', async () => {
    const push = ['ollama', 'PushBlob', '--url', server.url, '--data', '-'];
    const { status, stdout } = await oint(push, { stdin: 'piped' });
    const digest = createHash('sha256').update('piped').digest('hex');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ status_code: 201, digest });
    expect([...server.blobs.values()].map(String)).toEqual(['piped']);
    const left = async () => (await readdir(home)).filter((name) => /^oint-\w{6}$/.test(name));
    const waiting = startOint(push, { stdin: 'open' });
    await expect.poll(async () => (await left()).length, { timeout: 5000 }).toBe(1);
    waiting.signal('SIGINT');
    expect((await waiting.ended).status).toBe(130);
    expect(await left()).toEqual([]);
  });

  it('creates a message with an image, and shows the request for it', async () => {
    await writeFile(join(home, 'one.jpg'), JPEG);
    const message = ['ollama', 'GetContextMessageStructure', '--role', 'user', '--text', 'Look'];
    const made = await oint([...message, '--images', 'one.jpg', '--images', "['one.jpg']"]);
    const base64 = JPEG.toString('base64');
    expect(JSON.parse(made.stdout)).toEqual({
      role: 'user',
      content: 'Look',
      images: [base64, base64],
    });
    const chat = ['ollama', 'GetContextResponse', '--url', ':1', '--model', 'm', '--msgs', '-'];
    const shown = await oint([...chat, '--dry-run'], { stdin: made.stdout });
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toContain(`"images":["${base64}","${base64}"]`);
    expect(shown.stdout).toContain('curl http://127.0.0.1:1/api/chat');
  });
});
