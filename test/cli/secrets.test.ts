import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { configFile, home, inTerminal, type Options, oint } from '../support/oint.js';
import { chunk, OpenAiServer, type Recorded, sse } from '../support/openai-server.js';
import { json, refusedPort } from '../support/server.js';

const SECRET = 'sk-sentinel-4f1c/9+b==';

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
});

/** All forms in which the secret could be recognized. */
const FORMS = [
  SECRET,
  encodeURIComponent(SECRET),
  Buffer.from(SECRET).toString('base64'),
  'sentinel',
];

function hasSecret(text: string): boolean {
  return FORMS.some((form) => text.includes(form));
}

/** Runs a command line, and checks that the secret is in neither of its streams. */
async function clean(args: string[], options?: Options) {
  const ended = await oint(args, options);
  const { stdout, stderr } = ended;
  expect({ stdout, stderr, hasSecret: hasSecret(stdout + stderr) }).toEqual({
    stdout,
    stderr,
    hasSecret: false,
  });
  return ended;
}

const models = (...more: string[]) => ['openai', 'GetModelList', '--url', server.url, ...more];

describe('a token', () => {
  it('is in no output of a call that fails, also with --debug', async () => {
    const said = ({ headers }: Recorded) => `bad key: ${headers.authorization}`;
    const faults: Record<string, Parameters<OpenAiServer['on']>[1]> = {
      '401': (request, response) => json(response, { error: { message: said(request) } }, 401),
      page: (request, response) => {
        const title = `<html><title>${said(request)}</title>`;
        response.writeHead(502, { 'content-type': 'text/html' }).end(title);
      },
      text: (request, response) => response.end(said(request)),
      redirect: (request, response) =>
        response.writeHead(301, { location: `/elsewhere?key=${said(request)}` }).end(),
      stream: (request, response) => {
        sse(response, [chunk({ content: 'Half' }), { error: { message: said(request) } }]);
        response.end();
      },
      cut: (request, response) => {
        response.writeHead(200, { 'content-length': 1000, 'x-request-id': said(request) });
        response.write(said(request), () => response.destroy());
      },
      silent: () => {},
    };
    server.on('POST /chat/completions', (request, response) => {
      const { model } = request.json<{ model: string }>();
      return faults[model]!(request, response);
    });
    const call = (url: string, model: string, ...more: string[]) => [
      ...['openai', 'GetResponse', '--url', url, '--model', model, '--msgs', 'hi'],
      // A short deadline only where it must be exceeded: a busy machine may respond slowly.
      ...[
        '--token',
        SECRET,
        '--config',
        `{'retries':0,'firstByteTimeout':${model === 'silent' ? 0.3 : 20}}`,
      ],
      ...more,
    ];
    const refused = `http://127.0.0.1:${await refusedPort()}`;
    for (const more of [[], ['--debug']]) {
      const ended = await Promise.all([
        ...Object.keys(faults).map((model) =>
          clean(call(server.url, model, ...more, ...(model === 'stream' ? ['--stream'] : []))),
        ),
        clean(call(refused, 'm', ...more)),
        clean(call('nonsense', 'm', ...more)),
        clean(call(server.url, 'm', '--modle', 'm', ...more)),
      ]);
      expect(ended.map(({ status }) => status)).toEqual([1, 1, 1, 1, 1, 1, 3, 3, 2, 2]);
      // The server’s message is shown, without the secret.
      expect(ended[0]!.stderr).toContain('401 Unauthorized: bad key: Bearer ***');
    }
  });

  it('is in no output of a call that succeeds, or is not made', async () => {
    const debug = await clean(models('--token', SECRET, '--debug'));
    expect(debug.stderr).toContain('authorization: ***');
    expect(server.last.headers.authorization).toBe(`Bearer ${SECRET}`);
    const dryRun = await clean(models('--token', SECRET, '--dry-run'));
    expect(dryRun.stdout).toBe(
      `curl -X GET ${server.url}/v1/models \\\n  -H 'accept: application/json, */*;q=0.5' \\\n  -H 'authorization: Bearer ***'\n`,
    );
  });

  it('is not shown if a shell or a user separated it from its option', async () => {
    const wrong = await Promise.all([
      clean(models('--token', 'Bearer', SECRET)),
      clean(models(`--tokn=${SECRET}`)),
      clean(models('--tokn', SECRET)),
      clean(models('--token', SECRET, '--token', SECRET)),
      clean(models('--token', `${SECRET}\n`)),
    ]);
    expect(wrong.map(({ status }) => status)).toEqual(wrong.map(() => 2));
    expect(wrong[0]!.stderr).toContain('the text after --token and its value is not an option');
    expect(wrong[4]!.stderr).toContain(
      'the token contains a character that is not allowed in a header',
    );
  });

  it('is masked in headers, URLs and proxies too', async () => {
    const inUrl = server.url.replace('//', `//user:${encodeURIComponent(SECRET)}@`);
    const headers = `{'Authorization':'Bearer ${SECRET}','X-Api-Key':'${SECRET}'}`;
    const proxy = `{'proxy':'http://user:${encodeURIComponent(SECRET)}@127.0.0.1:1','retries':0}`;
    await Promise.all(
      ['--debug', '--dry-run'].flatMap((how) => [
        clean(models('--headers', headers, how)),
        clean(['openai', 'GetModelList', '--url', inUrl, how]),
        clean(models('--config', proxy, how)),
      ]),
    );
    server.on('GET /models', (_, response) => json(response, { error: `no ${SECRET}` }, 401));
    await Promise.all([
      clean(models('--headers', headers)),
      clean(['openai', 'GetModelList', '--url', inUrl]),
      clean(models('--config', proxy)),
    ]);
  });
});

describe('a secret', () => {
  const arrived = async (args: string[], options?: Options) => {
    const before = server.requests.length;
    const { status, stderr } = await clean(args, options);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(server.requests.length).toBe(before + 1);
    return server.last.headers.authorization;
  };

  it('can be in the environment, a file, a command, the config, or a pipe', async () => {
    server.on('GET /models', (_, response) => json(response, { data: [] }));
    await writeFile(join(home, 'token.txt'), `${SECRET}\n`);
    await writeFile(configFile, JSON.stringify({ vars: { Token: SECRET, Plain: 5 } }));
    const bearer = `Bearer ${SECRET}`;
    const env = { MY_TOKEN: SECRET };
    expect(await arrived(models('--token', 'env:MY_TOKEN'), { env })).toBe(bearer);
    expect(await arrived(models('--token', 'file:token.txt'))).toBe(bearer);
    expect(await arrived(models('--token', '@token.txt'))).toBe(bearer);
    expect(await arrived(models('--token', 'cmd:cat token.txt'))).toBe(bearer);
    expect(await arrived(models('--token', '@@Token'))).toBe(bearer);
    expect(await arrived(models('--token', '@@Plain'))).toBe('Bearer 5');
    expect(await arrived(models('--token', '-'), { stdin: `${SECRET}\n` })).toBe(bearer);
    await writeFile(configFile, '{}');
  });

  it('that cannot be found is an error, and nothing is sent', async () => {
    const before = server.requests.length;
    const wrong = await Promise.all(
      ['env:NO_SUCH', 'file:none.txt', 'cmd:exit 3', '@@None', '@none.txt'].map((token) =>
        clean(models('--token', token)),
      ),
    );
    expect(wrong.map(({ status }) => status)).toEqual([2, 2, 2, 2, 2]);
    expect(wrong.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
      'oint: openai GetModelList: --token: the environment variable NO_SUCH is not set',
      'oint: openai GetModelList: --token: cannot read none.txt: no such file',
      'oint: openai GetModelList: --token: the command after cmd: failed (exit 3)',
      'oint: openai GetModelList: --token: the config has no variable "None"',
      'oint: openai GetModelList: --token: cannot read the file named after the @',
    ]);
    expect(server.requests.length).toBe(before);
  });

  it('is not shown on a terminal either', async () => {
    const terminal = inTerminal(models('--token', SECRET, '--debug'));
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toContain('authorization: ***');
    expect(hasSecret(terminal.output)).toBe(false);
  });
});
