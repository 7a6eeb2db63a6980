import { open, readdir, readFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bash,
  bashInTerminal,
  home,
  inTerminal,
  oint,
  type TerminalOptions,
  withoutColours,
} from '../support/oint.js';
import { bytes, chunk, completion, OpenAiServer, sse } from '../support/openai-server.js';
import { json, listen } from '../support/server.js';

const ESCAPE = '\x1b';
/** What a server could do to a terminal: title, bell, cursor, colors. */
const NASTY = `\x1b]0;owned\x07 \x9b2J \r\x08 \x1b[31mred`;
const HARMLESS = NASTY.replace(/[^ -~]/g, '\ufffd');

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
});

const chat = () => ['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'];

async function shownBy(args: string[], options?: TerminalOptions) {
  const terminal = inTerminal(args, options);
  return { status: await terminal.ended, output: terminal.output };
}

describe('a terminal', () => {
  it('never gets the bytes of a file, and no request is sent', async () => {
    const speak = [
      'openai',
      'GenerateSpeech',
      '--url',
      server.url,
      '--model',
      'm',
      '--input',
      'hi',
    ];
    const before = server.requests.length;
    const [bare, dash, dryRun] = await Promise.all([
      shownBy(speak),
      shownBy([...speak, '--out', '-']),
      shownBy([...speak, '--dry-run']),
    ]);
    expect([bare.status, dash.status]).toEqual([2, 2]);
    expect(dash.output).toBe(bare.output);
    expect(bare.output).toContain('the result is binary and cannot be shown on a terminal');
    expect(bare.output).toContain('Save it with --out FILE');
    expect(dryRun.status).toBe(0);
    expect(dryRun.output).toContain('curl');
    expect(server.requests.length).toBe(before);

    const base64 = await shownBy([...speak, '--out', '_base64_']);
    expect(base64).toEqual({ status: 0, output: 'AQID\n' });
  });

  it('gets no control characters of a server; a pipe gets them unchanged', async () => {
    server.on('POST /chat/completions', (request, response) => {
      if (!request.json().stream) return json(response, completion(NASTY));
      sse(response, [chunk({ content: NASTY }), chunk({}, {}, 'stop'), '[DONE]']);
      return response.end();
    });
    server.on('GET /models', (_, response) => json(response, { error: { message: NASTY } }, 400));
    const models = ['openai', 'GetModelList', '--url', server.url];
    const [text, stream, whole, failure, debug, piped] = await Promise.all([
      shownBy([...chat(), '--text']),
      shownBy([...chat(), '--stream']),
      shownBy(chat()),
      shownBy(models),
      shownBy([...models, '--debug']),
      oint([...chat(), '--text']),
    ]);
    expect(text.output).toBe(`${HARMLESS}\n`);
    expect(stream.output).toBe(`${HARMLESS}\n`);
    expect(withoutColours(whole.output)).not.toContain(ESCAPE);
    expect(whole.output).not.toContain('\x9b');
    expect(failure.status).toBe(1);
    for (const { output } of [failure, debug]) {
      const plain = withoutColours(output);
      expect(plain).toContain('owned');
      for (const bad of [ESCAPE, '\x07', '\x9b', '\x08']) expect(plain).not.toContain(bad);
    }
    expect(piped.stdout).toBe(`${NASTY}\n`);
  });

  it('shows errors in color', async () => {
    const { status, output } = await shownBy(['openai', 'GetRespons']);
    expect(status).toBe(2);
    expect(output).toContain(`${ESCAPE}[31moint:${ESCAPE}[39m openai: there is no method`);
    expect(output).toContain(`${ESCAPE}[2m  Did you mean GetResponse?${ESCAPE}[22m`);
    // Even if only standard error is a terminal.
    const piped = await bashInTerminal('oint openai GetRespons | cat');
    await piped.ended;
    expect(piped.output).toContain(`${ESCAPE}[31moint:${ESCAPE}[39m`);
  });
});

const ERASE = '\r\x1b[2K';

describe('a progress bar', () => {
  /** Sends a file in chunks, for longer than a second. */
  const PIECES = 14;
  const PIECE = Buffer.alloc(1000, 'x');
  beforeAll(() => {
    server.on('GET /files/slow/content', async (_, response) => {
      response.writeHead(200, { 'content-length': PIECES * PIECE.length });
      for (let sent = 0; sent < PIECES; sent++) {
        response.write(PIECE);
        await new Promise((resolve) => setTimeout(resolve, 110));
      }
      response.end();
    });
    server.on('GET /files/quick/content', (_, response) => bytes(response, PIECE, 'text/plain'));
  });

  const download = (id: string) => `oint openai DownloadFile --url ${server.url} --id ${id}`;

  it('shows the progress of a long download, and disappears at its end', async () => {
    const [shown, piped, quick, silent] = await Promise.all([
      bashInTerminal(`${download('slow')} --out slow.bin`),
      bashInTerminal(`${download('slow')} | cat > piped.bin`),
      bashInTerminal(`${download('quick')} --out quick.bin`),
      bash(`${download('slow')} --out silent.bin`),
    ]);
    await Promise.all([shown.ended, piped.ended, quick.ended]);
    const [nothing, first, ...others] = withoutColours(shown.output).split(ERASE);
    expect(nothing).toBe('');
    expect(first).toMatch(/^Receiving {2}█+░+ +\d+% {2}\S+ KiB of 13\.7 KiB {2}\S+ K?i?B\/s/);
    expect(others.at(-1)).toBe('oint: slow.bin: 13.7 KiB\n');
    expect(withoutColours(quick.output)).toBe('oint: quick.bin: 1000 B\n');
    expect(silent).toMatchObject({ status: 0, stdout: '', stderr: '' });
    for (const name of ['slow.bin', 'piped.bin', 'silent.bin']) {
      expect((await readFile(join(home, name))).length).toBe(PIECES * PIECE.length);
    }
  });

  it('shows the progress of a long upload', async () => {
    const size = 24 * 1024 * 1024;
    const file = await open(join(home, 'large.bin'), 'w');
    await file.truncate(size);
    await file.close();
    const slow = await listen(
      net.createServer((socket) => {
        let received = 0;
        socket.once('data', () => {
          socket.pause();
          setTimeout(() => socket.resume(), 1_200);
        });
        socket.on('data', (data) => {
          received += data.length;
          if (received < size) return;
          socket.removeAllListeners('data').resume();
          socket.end('HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{"id":"file-1"}');
        });
      }),
    );
    const terminal = await bashInTerminal(
      `oint openai UploadFile --url http://${slow.host} --name large.bin --data large.bin --purpose batch | cat`,
    );
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toMatch(/Sending {4}█*░* +\d+% {2}\S+ MiB of 24\.0 MiB/);
    expect(terminal.output).toContain(`${ERASE}{"id":"file-1"}\n`);
  });
});

describe('Ctrl-C', () => {
  const stuck = () =>
    new Promise<void>((resolve) => {
      server.on('GET /files/stuck/content', (_, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('the beginning', () => resolve());
      });
    });

  it('ends a call with status 130, and leaves nothing half-written', async () => {
    const begun = stuck();
    const args = ['openai', 'DownloadFile', '--url', server.url, '--id', 'stuck'];
    const terminal = inTerminal([...args, '--out', 'stuck.bin']);
    await begun;
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
    expect(withoutColours(terminal.output)).toContain('oint: openai DownloadFile: interrupted');
    expect((await readdir(home)).filter((name) => /stuck|\.part$/.test(name))).toEqual([]);
  });

  it('ends a command that waits for input', async () => {
    const terminal = inTerminal(['openai', 'GetResponse', '--msgs', '-']);
    await terminal.until('so the embedded server answers');
    terminal.type('some text\r');
    await terminal.until('some text');
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
    expect(withoutColours(terminal.output)).toMatch(/oint: (openai GetResponse: )?interrupted\n$/);
  });
});
