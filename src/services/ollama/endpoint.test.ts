import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json } from '../../../test/support/server.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import { endpoint } from './endpoint.js';
import * as ollama from './index.js';
import { OllamaServer } from './testing/server.js';

const server = await OllamaServer.start();
beforeEach(() => server.reset());

describe('the address of a server', () => {
  it.each<[given: string, reached: string]>([
    ['http://localhost:11434', 'http://localhost:11434/api/version'],
    ['http://localhost:11434/', 'http://localhost:11434/api/version'],
    ['http://localhost:11434/api', 'http://localhost:11434/api/version'],
    ['http://localhost:11434/api/', 'http://localhost:11434/api/version'],
    ['https://hut.example/ollama', 'https://hut.example/ollama/api/version'],
    ['https://hut.example/ollama//', 'https://hut.example/ollama/api/version'],
    ['https://hut.example/ollama/api', 'https://hut.example/ollama/api/version'],
    ['https://hut.example/my-api', 'https://hut.example/my-api/api/version'],
    ['https://user:pass@hut.example/?key=1', 'https://user:pass@hut.example/api/version?key=1'],
    // The forms of OLLAMA_HOST.
    ['localhost', 'http://localhost:11434/api/version'],
    ['localhost:8080', 'http://localhost:8080/api/version'],
    ['127.0.0.1:8080/', 'http://127.0.0.1:8080/api/version'],
    ['0.0.0.0', 'http://127.0.0.1:11434/api/version'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080/api/version'],
    ['http://0.0.0.0:8080', 'http://127.0.0.1:8080/api/version'],
    [':8080', 'http://127.0.0.1:8080/api/version'],
    ['[::]:8080', 'http://[::1]:8080/api/version'],
    ['[::1]', 'http://[::1]:11434/api/version'],
    ['box.lan/ollama', 'http://box.lan:11434/ollama/api/version'],
    [' "box.lan:1234" ', 'http://box.lan:1234/api/version'],
    // With a scheme the port is the scheme's, like in Ollama.
    ['http://box.lan', 'http://box.lan/api/version'],
  ])('%s', (given, reached) => {
    expect(endpoint(given, 'version').href).toBe(reached);
  });

  it.each(['ftp://localhost', '', '   ', 'not an address', 'http://', ':port', 'localhost:99999'])(
    'is refused if it is not valid: "%s"',
    async (url) => {
      expect(await failure(ollama.getVersion({ url }), InputError)).toMatchObject({ param: 'url' });
    },
  );

  it('is reached without http://', async () => {
    expect(await ollama.getVersion({ url: server.host })).toEqual({ version: '0.5.1' });
    expect(await ollama.getVersion({ url: `0.0.0.0:${server.port}/api/` })).toEqual({
      version: '0.5.1',
    });
    expect(server.last.path).toBe('/api/version');
  });
});

describe('what to do if a server refuses', () => {
  const refuse = (status: number, error: string) => {
    for (const what of ['generate', 'version', 'push', 'pull']) {
      server.on(what, (_, response) => json(response, { error }, status));
    }
  };
  const { url } = server;

  it('unknown model: how to get it', async () => {
    refuse(404, 'model "llama9" not found, try pulling it first');
    const asked = ollama.getResponse({ url, model: 'llama9', prompt: 'Hi' });
    const error = await failure(asked, HttpError);
    expect(error.message).toContain('404 Not Found: model "llama9" not found');
    expect(error.hint).toContain('PullModel downloads another');
  });

  it('unknown URL: nothing about models', async () => {
    refuse(404, 'page not found');
    const error = await failure(ollama.getVersion({ url }), HttpError);
    expect(error.hint).toContain('Check url');
    expect(error.hint).not.toContain('PullModel');
  });

  it('unknown host', async () => {
    refuse(403, 'forbidden');
    expect((await failure(ollama.getVersion({ url }), HttpError)).hint).toContain('OLLAMA_ORIGINS');
  });

  it('a model that the library does not have', async () => {
    refuse(500, 'pull model manifest: file does not exist');
    const error = await failure(ollama.pullModel({ url, model: 'llama99' }), HttpError);
    expect(error.hint).toContain('https://ollama.com/search');
    expect(server.asked.length).toBe(1);
  });

  it('a library without our key', async () => {
    refuse(500, 'you are not authorized to push to this namespace');
    const error = await failure(ollama.pushModel({ url, model: 'a/b' }), HttpError);
    expect(error.hint).toContain('public key');
  });
});

it('a token in the headers is sent, and never shown', async () => {
  const lines: string[] = [];
  const headers = { Authorization: 'Bearer sk-secret-12345' };
  await ollama.getVersion({ url: server.url, headers }, { debug: (line) => void lines.push(line) });
  expect(server.last.headers.authorization).toBe('Bearer sk-secret-12345');
  expect(lines.join('\n')).toContain('authorization: ***');
  expect(lines.join('\n')).not.toContain('sk-secret');
});
