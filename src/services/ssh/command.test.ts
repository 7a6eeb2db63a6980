import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import {
  noSshd,
  type Sshd,
  startServer,
  startSshd,
  without,
} from '../../../test/support/ssh-server.js';
import { AbortedError, InputError, TimeoutError } from '../../core/errors/errors.js';
import {
  createConnection,
  executeCommand,
  getLog,
  getLoggingSettings,
  type SshConnection,
} from './index.js';

let server: Sshd;
let settings: Sshd['settings'];
let connection: SshConnection;
beforeAll(async () => {
  if (noSshd) return;
  server = await startSshd();
  settings = server.settings;
  connection = await createConnection({ settings });
  return () => connection.close();
});

describe.skipIf(noSshd)(`ExecuteCommand with a real sshd${noSshd}`, () => {
  const run = (command: string) => executeCommand({ connection, command });

  it('returns stdout, stderr and exit code separately', async () => {
    const done = await run('echo out; echo err >&2; exit 3');
    expect(done).toEqual({ result: true, exit_code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it.skipIf(without('ssh'))(`returns the same as ssh${without('ssh')}`, async () => {
    const command = "printf '%s|' a 'b c' \"$HOME\"; echo ünï >&2; exit 7";
    const { key, user, port, knownHosts } = server;
    const options = ['-F', 'none', '-i', key, '-o', `UserKnownHostsFile=${knownHosts}`];
    const theirs = spawnSync('ssh', [...options, '-p', `${port}`, `${user}@127.0.0.1`, command]);
    const ours = await run(command);
    expect(ours.stdout).toBe(theirs.stdout.toString());
    expect(ours.stderr).toBe(theirs.stderr.toString());
    expect(ours.exit_code).toBe(theirs.status);
  });

  it('accepts settings instead of a connection, and closes its own connection', async () => {
    const alone = await executeCommand({ connection: { set: settings }, command: 'whoami' });
    expect(alone.stdout.trim()).toBe(server.user);
  });

  it('has an empty standard input', async () => {
    expect((await run('wc -c')).stdout.trim()).toBe('0');
  });

  it('returns binary output as Base64, and says so', async () => {
    const { stdout, stdout_encoding, stderr_encoding } = await run("printf '\\377\\000\\001'");
    expect([...Buffer.from(stdout, 'base64')]).toEqual([255, 0, 1]);
    expect(stdout_encoding).toBe('base64');
    expect(stderr_encoding).toBeUndefined();
  });

  it('names the signal that ended a command', async () => {
    expect(await run('kill -9 $$')).toMatchObject({ exit_code: null, signal: 'SIGKILL' });
  });

  it('returns a large output completely', async () => {
    const { stdout } = await run('head -c 20000000 /dev/zero | tr "\\0" x');
    expect(stdout.length).toBe(20_000_000);
    expect(/^x+$/.test(stdout)).toBe(true);
  });

  it('runs several commands at the same time on one connection', async () => {
    const all = await Promise.all(Array.from({ length: 9 }, (_, n) => run(`echo ${n}`)));
    expect(all.map(({ stdout }) => stdout)).toEqual(all.map((_, n) => `${n}\n`));
  });

  it('does not time out a silent command', async () => {
    const done = await executeCommand(
      { connection, command: 'sleep 0.4; echo done' },
      { connectTimeout: 5_000, firstByteTimeout: 50 },
    );
    expect(done.stdout).toBe('done\n');
  });

  it('times out a silent command if requested', async () => {
    const silent = executeCommand({ connection, command: 'sleep 60' }, { idleTimeout: 150 });
    expect(await failure(silent, TimeoutError)).toMatchObject({ deadline: 'idleTimeout' });
    const long = executeCommand({ connection, command: 'sleep 60' }, { timeout: 150 });
    expect(await failure(long, TimeoutError)).toMatchObject({ deadline: 'timeout' });
  });

  it('streams output as it arrives, with complete characters, and has the result at the end', async () => {
    const command = "printf 'a\\303'; sleep 0.1; printf '\\274b'; echo no >&2; exit 4";
    const stream = await executeCommand.stream({ connection: settings, command });
    const texts = { stdout: '', stderr: '' };
    let pieces = 0;
    for await (const chunk of stream) {
      texts[chunk.stream] += chunk.text;
      pieces++;
    }
    expect(texts).toEqual({ stdout: 'aüb', stderr: 'no\n' });
    expect(pieces).toBeGreaterThan(2);
    expect(stream.result()).toMatchObject({ exit_code: 4, stdout: 'aüb', stderr: 'no\n' });
  });

  it('applies backpressure for a slow reader of a large stream', async () => {
    const command = 'head -c 30000000 /dev/zero';
    const stream = await executeCommand.stream({ connection, command });
    let size = 0;
    for await (const { data } of stream) {
      size += data.length;
      if (size < 200_000) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(size).toBe(30_000_000);
    expect(stream.result().exit_code).toBe(0);
  });

  it('closes the channel of an abandoned stream, but not the connection', async () => {
    const stream = await executeCommand.stream({ connection, command: 'yes' });
    for await (const { text } of stream) {
      expect(text).toMatch(/^(y\n)+/);
      break;
    }
    expect((await run('echo still')).stdout).toBe('still\n');
  });

  it('has a log if requested, with the newest events', async () => {
    const file = join(await folder(), 'ssh.log');
    const logging = await getLoggingSettings({ memory: true, count: 3, path: file });
    expect(logging).toEqual({ mode: 'both', max_entries: 3, file_path: file });
    await using logged = await createConnection({ settings, logging });
    await executeCommand({ connection: logged, command: 'true' });
    await executeCommand({ connection: logged, command: 'echo 2' });
    const log = await getLog({ connection: logged });
    expect(log).toMatchObject({ result: true, returned: 3, total: 3 });
    const text = String(await getLog({ connection: logged, asText: true, count: 1 }));
    expect(text).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] Execute command: echo 2$/);
    expect((await readFile(file, 'utf8')).split('\n')[0]).toContain('Connecting to');
    const none = await failure(getLog({ connection }), InputError);
    expect(none.message).toContain('has no log');
  });

  const noFull = existsSync('/dev/full') ? '' : ' (skipped: /dev/full does not exist)';
  it.skipIf(noFull)(`works even if the disk of its log is full${noFull}`, async () => {
    const logging = await getLoggingSettings({ path: '/dev/full' });
    await using logged = await createConnection({ settings, logging });
    const { stdout } = await executeCommand({ connection: logged, command: 'echo on' });
    expect(stdout).toBe('on\n');
    expect(String(await getLog({ connection: logged, asText: true }))).toMatch(/echo on$/);
  });

  it('has the given standard input, of any size', async () => {
    const hash = await executeCommand({ connection, command: 'md5sum', stdin: Buffer.from('hi') });
    expect(hash.stdout).toBe('49f68a5c8493ec2c0bf489821c21fc3b  -\n');
    const data = Buffer.alloc(20_000_000, 'x');
    const count = await executeCommand({ connection, command: 'wc -c', stdin: data });
    expect(count.stdout.trim()).toBe('20000000');
    const unread = await executeCommand({ connection, command: 'echo out', stdin: data });
    expect(unread).toMatchObject({ exit_code: 0, stdout: 'out\n' });
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('no more');
    }
    const error = await failure(
      executeCommand({ connection, command: 'cat', stdin: broken() }),
      Error,
    );
    expect(error.message).toContain('no more');
  });

  describe('from the command line', () => {
    const start = (command: string, ...more: string[]) => [
      'ssh',
      'ExecuteCommand',
      '--conn',
      JSON.stringify(settings),
      '--comm',
      command,
      ...more,
    ];

    it('as JSON exits with the status of the call, not of the command', async () => {
      const ended = await oint(start('echo hi; exit 3'));
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toMatchObject({ exit_code: 3, stdout: 'hi\n' });
    });

    it.each(['--text', '--stream'])(
      '%s has the output and the status of the command',
      async (how) => {
        const ended = await oint(start('echo out; echo err >&2; exit 3', how));
        expect(ended).toMatchObject({ status: 3, stdout: 'out\n', stderr: 'err\n' });
        expect(await oint(start('printf no-newline', how))).toMatchObject({
          status: 0,
          stdout: how === '--text' ? 'no-newline\n' : 'no-newline',
          stderr: '',
        });
        const { bytes } = await oint(start("printf '\\377\\000\\303'", how));
        expect([...bytes]).toEqual([255, 0, 0xc3]);
        expect((await oint(start('kill -9 $$', how))).status).toBe(137);
        expect((await oint(start('no-such-command-here', how))).status).toBe(127);
      },
    );

    it.each(['--text', '--stream'])('%s has what is piped in as its input', async (how) => {
      expect(await oint(start('cat; echo', how), { stdin: 'piped' })).toMatchObject({
        status: 0,
        stdout: 'piped\n',
      });
      expect((await oint(start('wc -c', how))).stdout.trim()).toBe('0');
      // The command does not read it, and it never ends.
      expect((await oint(start('echo done', how), { stdin: 'open' })).stdout).toBe('done\n');
    });

    it('has a file as its input if requested', async () => {
      const file = join(await folder(), 'input.txt');
      await writeFile(file, 'from a file');
      expect((await oint(start('cat', '--text', '--stdin', file))).stdout).toBe('from a file\n');
      const json = await oint(start('cat', '--stdin', '-'), { stdin: 'asked for' });
      expect(JSON.parse(json.stdout).stdout).toBe('asked for');
    });

    it('writes the text to a file, and errors to standard error', async () => {
      const file = join(await folder(), 'out.txt');
      const ended = await oint(start('echo out; echo err >&2; exit 4', '--text', '--out', file));
      expect(ended).toMatchObject({ status: 4, stdout: '', stderr: 'err\n' });
      expect(await readFile(file, 'utf8')).toBe('out\n');
    });
  });

  it('shows the equivalent command in a dry run', async () => {
    const command = "echo 'a b' $HOME";
    const conn = JSON.stringify(settings);
    const line = ['ssh', 'ExecuteCommand', '--conn', conn, '--comm', command, '--dry-run'];
    const { stdout, status } = await oint(line);
    expect(status).toBe(0);
    const { user, port, key } = server;
    const said = `ssh -p ${port} -i ${key} ${user}@127.0.0.1 'echo '\\''a b'\\'' $HOME'`;
    expect(stdout.trim()).toBe(said);
  });
});

it('is released with its call, but the connection stays open', async () => {
  const seen: string[] = [];
  let closed = () => {};
  const over = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const { port } = await startServer((client) => {
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) => {
      const session = accept();
      session.on('close', closed);
      session.on('exec', (accepted, _reject, { command }) => {
        seen.push(command);
        const channel = accepted();
        if (command === 'forever') channel.write('ready');
        else channel.exit(0);
        if (command !== 'forever') channel.end();
      });
    });
  });
  const settings = { host: '127.0.0.1', port, username: 'me', password: '' };
  await using connection = await createConnection({ settings }, { hostKey: 'no' });
  const stopper = new AbortController();
  const options = { signal: stopper.signal };
  const stream = await executeCommand.stream({ connection, command: 'forever' }, options);
  const reading = (async () => {
    for await (const { text } of stream) if (text === 'ready') stopper.abort();
  })();
  await failure(reading, AbortedError);
  await over;
  expect((await executeCommand({ connection, command: 'more' })).exit_code).toBe(0);
  expect(seen).toEqual(['forever', 'more']);
});
