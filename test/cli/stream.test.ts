import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bash, home, oint, startOint } from '../support/oint.js';
import { chunk, completion, OpenAiServer, sse } from '../support/openai-server.js';
import { json } from '../support/server.js';

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
});

function line(...more: string[]): string[] {
  const chat = ['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'];
  return [...chat, '--stream', ...more];
}

const texts = (...contents: string[]) => contents.map((content) => chunk({ content }));

describe('--stream', () => {
  it('prints the text as it arrives, and writes the whole response with --out', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    server.on('POST /chat/completions', async (_, response) => {
      sse(response, texts('Grüß', ' Gott'));
      await finished;
      const usage = { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 };
      const rest = [...texts('!'), chunk({}, {}, 'stop'), { ...chunk({}), choices: [], usage }];
      for (const item of rest) response.write(`data: ${JSON.stringify(item)}\n\n`);
      response.end('data: [DONE]\n\n');
    });
    const running = startOint(line('--out', 'whole.json'));
    // The rest is only sent after the first part was printed.
    await running.until(' Gott');
    finish();
    expect(await running.ended).toMatchObject({ status: 0, stdout: 'Grüß Gott!\n', stderr: '' });
    expect(server.last.json()).toMatchObject({ stream: true });
    const whole = JSON.parse(await readFile(join(home, 'whole.json'), 'utf8'));
    expect(whole).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Grüß Gott!' }, finish_reason: 'stop' }],
      usage: { total_tokens: 4 },
    });
  });

  it('prints no second line break, and works for servers that do not stream', async () => {
    server.on('POST /chat/completions', (request, response) => {
      if (request.json().model === 'whole') return json(response, completion('At once.'));
      sse(response, [...texts('A line.\n'), chunk({}, {}, 'stop'), '[DONE]']);
      return response.end();
    });
    const [ended, whole] = await Promise.all([
      oint(line()),
      oint([
        'openai',
        'GetResponse',
        '--url',
        server.url,
        '--model',
        'whole',
        '--msgs',
        'hi',
        '--stream',
      ]),
    ]);
    expect(ended).toMatchObject({ status: 0, stdout: 'A line.\n', stderr: '' });
    expect(whole).toMatchObject({ status: 0, stdout: 'At once.\n', stderr: '' });
  });

  it('that ends early fails; what arrived is printed and the old file kept', async () => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, texts('Half an', ' answer'));
      response.end();
    });
    await writeFile(join(home, 'old.json'), 'the old one');
    const early = await oint(line('--out', 'old.json'));
    expect(early).toMatchObject({ status: 1, stdout: 'Half an answer\n' });
    expect(early.stderr).toContain('the stream ended early, after 2 chunks');
    expect(await readFile(join(home, 'old.json'), 'utf8')).toBe('the old one');

    server.on('POST /chat/completions', (_, response) => {
      sse(response, texts('Half'));
      response.write('data: {"cho', () => response.destroy());
    });
    const cut = await oint(line());
    expect(cut).toMatchObject({ status: 1, stdout: 'Half\n' });
    expect(cut.stderr).toContain('the response was cut off before its end');
  });

  it('reports the server’s error in the middle of a stream', async () => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, [...texts('Half'), { error: { message: 'the model fell over' } }]);
      response.end();
    });
    const { status, stdout, stderr } = await oint(line());
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'Half\n' });
    expect(stderr).toContain('the server reported an error: the model fell over');
  });

  it('ends silently, and cancels the request, if the reader closes the pipe', async () => {
    let gone = () => {};
    const closed = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const again = chunk({ content: ' again' });
    server.on('POST /chat/completions', (_, response) => {
      response.once('close', gone);
      sse(response, texts('Hello', ' there'));
      const timer = setInterval(() => response.write(`data: ${JSON.stringify(again)}\n\n`), 20);
      response.once('close', () => clearInterval(timer));
    });
    const script = `oint ${line().join(' ')} | head -c 5; echo " \${PIPESTATUS[0]}"`;
    expect(await bash(script)).toMatchObject({ stdout: 'Hello 0\n', stderr: '', status: 0 });
    await closed;
  });

  it('is refused with options that need the complete response', async () => {
    const before = server.requests.length;
    const [encoding, folder] = await Promise.all([
      oint(line('--out', '_hex_')),
      oint(line('--out', 'no-such-folder/whole.json')),
    ]);
    expect([encoding.status, folder.status]).toEqual([2, 2]);
    expect(encoding.stderr).toContain('it cannot be used with --out _hex_');
    expect(await readdir(home)).not.toContain('_hex_');
    expect(server.requests.length).toBe(before);
  });
});
