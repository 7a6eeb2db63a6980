import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, existsSync, openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bash, home, MAIN, startOint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';
import { refusedPort } from '../support/server.js';

// Output that cannot be written, and outcomes that no one reads.

const noFull = existsSync('/dev/full') ? '' : ' (skipped: there is no /dev/full)';
const isWindows = process.platform === 'win32' ? ' (skipped: these are the rules of POSIX)' : '';

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
});

/** A result of 10 MB. */
const BIG = ['sqlite', 'ExecuteSQLQuery', '--sql', 'SELECT hex(zeroblob(5000000)) AS a'];
const BIG_SIZE = '{"result":true,"data":[{"a":""}]}\n'.length + 10_000_000;
const SHELL_BIG = `oint sqlite ExecuteSQLQuery --sql 'SELECT hex(zeroblob(5000000)) AS a'`;

describe.skipIf(noFull)(`a full disk under standard output${noFull}`, () => {
  it.each([
    'openai GetUserMessage --text hi',
    '--help',
    'openai',
    'openai GetResponse --help',
    'docs errors',
    '--version',
    'config path',
  ])('is an error of oint %s', async (args) => {
    const { status, stderr } = await bash(`oint ${args} > /dev/full`);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'cannot write to standard output: the disk is full (no space left on device)',
    );
  });

  it('does not hide an error that was there before', async () => {
    const { status, stderr } = await bash(
      `oint openai GetUserMessage --text hi --query 'abs(role)' > /dev/full`,
    );
    expect(status).toBe(1);
    expect(stderr).toContain('cannot be applied to this result');
  });

  it('under standard error changes no exit status', async () => {
    const { status } = await bash('oint openai GetModel --id x --idd y 2> /dev/full');
    expect(status).toBe(2);
  });
});

describe.skipIf(isWindows)(`a file as standard output${isWindows}`, () => {
  it('gets all of a result, or the exit status says that it did not', async () => {
    const whole = await bash(`${SHELL_BIG} > whole.json`);
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect((await stat(join(home, 'whole.json'))).size).toBe(BIG_SIZE);
    // The system writes what fits, and refuses the rest.
    const cut = await bash(`trap '' XFSZ; ulimit -f 64; ${SHELL_BIG} > cut.json`);
    expect(cut.status).toBe(1);
    expect(cut.stderr).toContain('cannot write to standard output: EFBIG');
  });

  it('is appended to in order', async () => {
    await bash('{ echo one; oint openai GetUserMessage --text hi; echo two; } > order.txt');
    const lines = (await readFile(join(home, 'order.txt'), 'utf8')).split('\n');
    expect(lines).toEqual(['one', '{"role":"user","content":"hi"}', 'two', '']);
  });
});

describe.skipIf(isWindows)(`a slow pipe${isWindows}`, () => {
  it('gets all of a result', async () => {
    const { stdout, stderr } = await bash(`${SHELL_BIG} | { sleep 0.3; wc -c; }`);
    expect({ count: Number(stdout), stderr }).toEqual({ count: BIG_SIZE, stderr: '' });
  });

  it('gets all of it, even if it refuses to block', async () => {
    const path = join(home, 'pipe');
    execFileSync('mkfifo', [path]);
    const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const write = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    const child = spawn(process.execPath, [MAIN, ...BIG], { stdio: ['ignore', write, 'inherit'] });
    closeSync(write);
    let size = 0;
    const exited = once(child, 'exit');
    const { O_RDONLY } = constants;
    const blocking = openSync(path, O_RDONLY);
    closeSync(read);
    for await (const chunk of createReadStream('', { fd: blocking })) size += chunk.length;
    expect(await exited).toEqual([0, null]);
    expect(size).toBe(BIG_SIZE);
  });
});

/** The exit status of a command if no one reads a stream of it. */
async function statusWithout(stream: 'stdout' | 'stderr' | 'both', args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  if (stream !== 'stdout') child.stderr.destroy();
  else child.stderr.resume();
  if (stream !== 'stderr') child.stdout.destroy();
  else child.stdout.resume();
  const [status] = await once(child, 'exit');
  return status;
}

describe('without a reader', () => {
  it.each(['stdout', 'stderr', 'both'] as const)(
    'of %s, a failure is a failure',
    async (stream) => {
      const url = `http://127.0.0.1:${await refusedPort()}`;
      const [wrong, refused, failed, partial] = await Promise.all([
        statusWithout(stream, ['openai', 'GetModelList', '--urll', 'x']),
        statusWithout(stream, [
          'openai',
          'GetModelList',
          '--url',
          url,
          '--config',
          "{'retries':0}",
        ]),
        statusWithout(stream, ['sqlite', 'GetRecords', '--table', 'nosuch']),
        statusWithout(stream, ['openai', 'GetUserMessage', '--text', 'a', '--query', 'abs(role)']),
      ]);
      expect([wrong, refused, failed, partial]).toEqual([2, 3, 1, 1]);
    },
  );

  it('a call that went well went well', async () => {
    const message = ['openai', 'GetUserMessage', '--text', 'hi'];
    const models = ['openai', 'GetModelList', '--url', server.url];
    const debug = [...models, '--debug', '--out', join(home, 'models.json')];
    const ended = await Promise.all([
      statusWithout('stderr', message),
      statusWithout('stderr', models),
      statusWithout('stderr', debug),
      statusWithout('stdout', message),
      statusWithout('stdout', BIG),
    ]);
    expect(ended).toEqual([0, 0, 0, 0, 0]);
  });

  it('of standard error, --debug still writes the result', async () => {
    const out = join(home, 'debugged.json');
    const child = spawn(
      process.execPath,
      [MAIN, 'openai', 'GetModelList', '--url', server.url, '--debug', '--out', out],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    child.stderr.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(JSON.parse(await readFile(out, 'utf8'))).toHaveProperty('data');
  });
});

describe.skipIf(isWindows)(`a signal${isWindows}`, () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends a call with %i, and without a result', async (name, expected) => {
    const arrived = new Promise<void>((resolve) => {
      server.on('GET /models', () => resolve());
    });
    const running = startOint(['openai', 'GetModelList', '--url', server.url]);
    await arrived;
    running.signal(name);
    const { status, stdout } = await running.ended;
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
  });

  it('SIGHUP ends it as any program', async () => {
    const arrived = new Promise<void>((resolve) => {
      server.on('GET /models', () => resolve());
    });
    const script = `oint openai GetModelList --url ${server.url} & wait $!; echo $?`;
    const child = spawn('bash', ['-c', script.replace('oint', `'${process.execPath}' '${MAIN}'`)]);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await arrived;
    execFileSync('pkill', ['-HUP', '-P', String(child.pid)]);
    await once(child, 'close');
    expect(text).toBe('129\n');
  });

  it('of a program that stops waiting is no success for it', async () => {
    server.on('GET /models', () => {});
    const error = await new Promise<unknown>((resolve) => {
      const line = [MAIN, 'openai', 'GetModelList', '--url', server.url];
      execFile(process.execPath, line, { timeout: 1500 }, resolve);
    });
    expect(error).toMatchObject({ killed: true });
  });
});
