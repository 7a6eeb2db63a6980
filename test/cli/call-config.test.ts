import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { home, oint } from '../support/oint.js';
import { bytes, OpenAiServer } from '../support/openai-server.js';
import { json, start } from '../support/server.js';

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
});

const models = (config: string, ...more: string[]) =>
  oint(['openai', 'GetModelList', '--url', server.url, '--config', config, ...more]);

describe('--config', () => {
  it('returns status, headers and body under the reference’s names', async () => {
    for (const config of [
      "{'adv_response':true}",
      '{"fullResponse":true}',
      "{'full_response':1}",
    ]) {
      const { status, stdout } = await models(config);
      expect(status).toBe(0);
      const full = JSON.parse(stdout);
      expect(Object.keys(full)).toEqual(['code', 'headers', 'body']);
      expect(full).toMatchObject({
        code: 200,
        headers: { 'content-type': 'application/json' },
        body: { object: 'list' },
      });
    }
    const picked = await models("{'adv_response':true}", '--query', 'body.data[0].id');
    expect(picked.stdout).toBe('gpt-5-mini\n');
    const chat = ['openai', 'GetResponse', '--url', server.url, '--model', 'm', '--msgs', 'hi'];
    const text = await oint([...chat, '--text', '--config', "{'adv_response':true}"]);
    expect(text).toMatchObject({ status: 0, stdout: 'Hello!\n' });
  });

  it('prints the status and headers of a download', async () => {
    server.on('GET /files/file-1/content', (_, response) => bytes(response, 'abc', 'text/plain'));
    const { status, stdout } = await oint([
      ...['openai', 'DownloadFile', '--url', server.url, '--id', 'file-1'],
      ...['--out', 'abc.txt', '--config', "{'adv_response':true}"],
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ code: 200, body: { bytes: 3, type: 'text/plain' } });
    expect(await readFile(join(home, 'abc.txt'), 'utf8')).toBe('abc');
  });

  it('returns status, headers and body of an error too, with status 0', async () => {
    server.on('GET /files/secret', (_, response) => json(response, { error: 'no' }, 401));
    const secret = ['openai', 'GetFileInformation', '--url', server.url, '--id', 'secret'];
    const refused = await oint([...secret, '--config', "{'adv_response':true}"]);
    expect(refused).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(refused.stdout)).toMatchObject({
      code: 401,
      headers: { 'content-type': 'application/json' },
      body: { error: 'no' },
    });
    const download = ['openai', 'DownloadFile', '--url', server.url, '--id', 'gone'];
    const missing = await oint([...download, '--out', 'gone.bin', '--config', '{adv_response:1}']);
    expect(missing.status).toBe(0);
    expect(JSON.parse(missing.stdout)).toMatchObject({ code: 404 });
    expect(await readdir(home)).not.toContain('gone.bin');
  });

  it('accepts those of the reference that have no effect, with a note', async () => {
    const { status, stderr } = await models("{'dontwait':true,'addin_mode':'Isolated'}");
    expect(status).toBe(0);
    expect(stderr).toContain('oint: --config: dontwait has no effect');
    expect(stderr).toContain('oint: --config: addin_mode has no effect');
  });

  it('accepts times in seconds, or with a unit', async () => {
    server.on('POST /embeddings', () => {});
    const embed = ['openai', 'GetEmbeddings', '--url', server.url, '--model', 'm', '--input', 'x'];
    const ended = await Promise.all(
      ["{'timeout':0.2}", "{timeout:'200ms'}", '{"timeout": "0.2 s"}', "{'Timeout':'0.2'}"].map(
        (config) => oint([...embed, '--config', config]),
      ),
    );
    for (const { status, stderr } of ended) {
      expect(status).toBe(3);
      expect(stderr).toContain('timed out after 0.2 s in total (timeout)');
    }
  });

  it('sets the number of retries', async () => {
    server.on('GET /models', (_, response) =>
      json(response, { error: 'busy' }, 503, { 'retry-after-ms': '5' }),
    );
    const sent = async (config: string) => {
      const before = server.requests.length;
      const { status } = await models(config);
      expect(status).toBe(75);
      return server.requests.length - before;
    };
    expect(await sent("{'retries':0}")).toBe(1);
    expect(await sent("{'retries':1}")).toBe(2);
    expect(await sent('')).toBe(3);
  });

  it('sends requests through a proxy, also in the reference’s format, or bypasses it', async () => {
    const proxy = await start((request, response) => json(response, { data: [request.path] }));
    const [host, port] = proxy.host.split(':');
    const url = 'http://server.invalid:8080';
    const line = ['openai', 'GetModelList', '--url', url, '--query', 'data[0]', '--config'];
    const ended = await Promise.all([
      oint([...line, `{'proxy':'${proxy.url}'}`]),
      oint([...line, `{'proxy':{'Host':'${host}','Port':'${port}'}}`]),
      oint([...line, "{'retries':0}"], { env: { HTTP_PROXY: proxy.url } }),
    ]);
    for (const { stdout, stderr } of ended) {
      expect({ stdout, stderr }).toEqual({ stdout: `${url}/v1/models\n`, stderr: '' });
    }
    const past = await oint([...line, "{'proxy':false,'retries':0}"], {
      env: { HTTP_PROXY: proxy.url },
    });
    expect(past.status).toBe(3);
    expect(past.stderr).toContain('server.invalid');
  });

  it('can be in a file', async () => {
    await writeFile(join(home, 'call.json'), '{"adv_response": true}');
    server.on('GET /models', (_, response) => json(response, { data: [] }));
    for (const where of ['call.json', '@call.json']) {
      const { stdout } = await models(where);
      expect(JSON.parse(stdout)).toHaveProperty('code', 200);
    }
  });

  it('refuses unknown call options, before anything is sent', async () => {
    const before = server.requests.length;
    const wrong = await Promise.all(
      [
        "{'retires':3}",
        "{'frobnicate':3}",
        "{'timeout':'soon'}",
        "{'retries':'many'}",
        "{'proxy':5}",
        "{'timeout':5",
        'timeout=5',
        '[1]',
      ].map((config) => models(config)),
    );
    expect(wrong.map(({ status, stdout }) => [status, stdout])).toEqual(wrong.map(() => [2, '']));
    const [typo, unknown, time, number, proxy, broken, noJson] = wrong.map(({ stderr }) => stderr);
    expect(typo).toContain('--config: unknown call option "retires"\n  Did you mean retries?');
    expect(unknown).toContain(
      'Call options: timeout, connectTimeout, firstByteTimeout, idleTimeout',
    );
    expect(time).toContain('--config timeout must be a number of seconds, or a time such as 500ms');
    expect(number).toContain('--config retries must be a number');
    expect(proxy).toContain('--config proxy must be a URL such as http://');
    expect(broken).toContain('--config is not valid JSON');
    expect(noJson).toContain('--config must be JSON');
    expect(server.requests.length).toBe(before);
  });

  it('is accepted, and has no effect, if the method sends nothing', async () => {
    const { status, stderr } = await oint([
      'openai',
      'GetUserMessage',
      '--text',
      'hi',
      '--config',
      "{'timeout':5}",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
