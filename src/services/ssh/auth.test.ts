import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'ssh2';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import {
  keygen,
  noSshd,
  type Sshd,
  startServer,
  startSshd,
  without,
} from '../../../test/support/ssh-server.js';
import { InputError, ServiceError, TimeoutError } from '../../core/errors/errors.js';
import {
  createConnection,
  executeCommand,
  getConnectionConfiguration,
  getSettingsKI,
  getSettingsLoginPassword,
  getSettingsPrivateKey,
  getSettingsViaAgent,
} from './index.js';

const NO_CHECK = { hostKey: 'no' } as const;
const SECRET = 'hunter2-correct-horse';

/** Responds to each command with its text. */
function serve(client: Connection): void {
  client.on('ready', () => {
    client.on('session', (accept) => {
      accept().on('exec', (accepted, _reject, { command }) => {
        const channel = accepted();
        channel.write(command);
        channel.exit(0);
        channel.end();
      });
    });
  });
}

/** A server that accepts only a password, or only keyboard-interactive authentication. */
async function askingServer(
  kind: 'password' | 'questions',
  asks: readonly string[] = ['Password: '],
) {
  const heard: string[][] = [];
  const { port } = await startServer((client) => {
    serve(client);
    client.on('authentication', (context) => {
      if (kind === 'password') {
        if (context.method === 'password' && context.password === SECRET) return context.accept();
        return context.reject(['password']);
      }
      if (context.method !== 'keyboard-interactive')
        return context.reject(['keyboard-interactive']);
      const prompts = asks.map((prompt) => ({ prompt, echo: false }));
      context.prompt(prompts, (answers) => {
        heard.push(answers);
        if (answers[0] === SECRET && answers[1] !== '') context.accept();
        else context.reject(['keyboard-interactive']);
      });
    });
  });
  return { port, heard };
}

describe('a password', async () => {
  const { port } = await askingServer('password');
  const at = { host: '127.0.0.1', port, user: 'me' };

  it('authenticates', async () => {
    const settings = await getSettingsLoginPassword({ ...at, password: SECRET });
    expect(settings).toMatchObject({ auth_type: 'password', username: 'me', password: SECRET });
    const done = await executeCommand({ connection: settings, command: 'hi' }, NO_CHECK);
    expect(done.stdout).toBe('hi');
  });

  it('that is wrong is rejected and never shown', async () => {
    const lines: string[] = [];
    const settings = { host: '127.0.0.1', port, username: 'me', password: 'wrong-one' };
    const debug = (line: string) => lines.push(line);
    const error = await failure(
      createConnection({ settings }, { ...NO_CHECK, debug }),
      ServiceError,
    );
    expect(error).toMatchObject({
      reason: 'AUTH_FAILED',
      exitStatus: 1,
      details: { methods: ['password'] },
    });
    expect(error.message).toContain('permission denied for me at 127.0.0.1');
    expect(error.message).toContain('the server accepts: password');
    expect(`${error.stack}${JSON.stringify(error)}${lines.join('\n')}`).not.toContain('wrong-one');
  });

  it('answers the prompt of a keyboard-interactive server', async () => {
    const asking = await askingServer('questions');
    const settings = { host: '127.0.0.1', port: asking.port, username: 'me', password: SECRET };
    expect((await executeCommand({ connection: settings, command: 'x' }, NO_CHECK)).stdout).toBe(
      'x',
    );
    expect(asking.heard).toEqual([[SECRET]]);
  });

  it('is printed as env:NAME, and looked up on use', async () => {
    const line = ['ssh', 'GetSettingsLoginPassword', '--host', '127.0.0.1', '--port', `${port}`];
    const made = await oint([...line, '--user', 'me', '--pass', 'env:SSH_PASSWORD']);
    expect(JSON.parse(made.stdout).password).toBe('env:SSH_PASSWORD');
    const whole = await oint(['ssh', 'GetConnectionConfiguration', '--set', made.stdout]);
    expect(JSON.parse(whole.stdout)).toEqual({ set: JSON.parse(made.stdout) });
    const run = ['ssh', 'ExecuteCommand', '--conn', whole.stdout, '--comm', 'hi', '--text'];
    const done = await oint([...run, '--config', "{'host_key':'no'}"], {
      env: { SSH_PASSWORD: SECRET },
    });
    expect(done).toMatchObject({ status: 0, stdout: 'hi\n', stderr: '' });
    const missing = await oint(run);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain('SSH_PASSWORD is not set');
  });
});

describe('prompts', () => {
  it('are answered in order', async () => {
    const { port, heard } = await askingServer('questions', ['Password: ', 'Code: ']);
    const at = { host: '127.0.0.1', port, user: 'me' };
    const settings = await getSettingsKI({ ...at, answers: [SECRET, '123456'] });
    expect(settings).toMatchObject({ auth_type: 'keyboard_interactive' });
    await (await createConnection({ settings }, NO_CHECK)).close();
    expect(heard).toEqual([[SECRET, '123456']]);
  });

  it('without an answer are named', async () => {
    const { port } = await askingServer('questions', ['Password: ', 'Code: ']);
    const settings = await getSettingsKI({
      host: '127.0.0.1',
      port,
      user: 'me',
      answers: [SECRET],
    });
    const error = await failure(createConnection({ settings }, NO_CHECK), ServiceError);
    expect(error.message).toContain('asked a question without an answer (1 given): "Code:"');
    expect(error.message).not.toContain(SECRET);
  });
});

describe('a server that never completes the authentication', () => {
  it('exceeds the connect timeout', async () => {
    const { port } = await startServer((client) => client.on('authentication', () => {}));
    const settings = { host: '127.0.0.1', port, username: 'me', password: SECRET };
    const opening = createConnection({ settings }, { ...NO_CHECK, connectTimeout: 400 });
    expect(await failure(opening, TimeoutError)).toMatchObject({ deadline: 'connectTimeout' });
  });
});

describe.skipIf(noSshd)(`a key with a real sshd${noSshd}`, () => {
  let server: Sshd;
  let at: { host: string; port: number; user: string };
  beforeAll(async () => {
    if (noSshd) return;
    server = await startSshd();
    at = { host: '127.0.0.1', port: server.port, user: server.user };
  });
  const enters = async (settings: object) => {
    const connection = { ...settings, known_hosts: server.knownHosts };
    return (await executeCommand({ connection, command: 'echo in' })).stdout;
  };

  it('authenticates with its path and its text', async () => {
    const settings = await getSettingsPrivateKey({ ...at, key: server.key });
    expect(settings).toMatchObject({ auth_type: 'private_key', key_path: server.key });
    expect(await enters(settings)).toBe('in\n');
    const text = await readFile(server.key, 'utf8');
    expect(await enters(await getSettingsPrivateKey({ ...at, key: text }))).toBe('in\n');
  });

  it('authenticates with its passphrase, and reports a missing or wrong one', async () => {
    const key = join(await folder(), 'locked');
    await keygen(key, 'ed25519', 'open sesame');
    const authorized = join(server.key, '..', 'authorized_keys');
    await writeFile(authorized, await readFile(`${key}.pub`), { flag: 'a' });
    const settings = await getSettingsPrivateKey({ ...at, key, passphrase: 'open sesame' });
    expect(await enters(settings)).toBe('in\n');
    const { passphrase: _, ...without } = settings;
    const locked = await failure(enters(without), InputError);
    expect(locked.message).toContain('it is encrypted, and no passphrase is given');
    const wrong = await failure(enters({ ...without, passphrase: 'shut-sesame' }), InputError);
    expect(wrong.message).toMatch(/cannot be used: .*passphrase/);
    expect(wrong.message).not.toContain('shut-sesame');
  });

  it.each(['rsa', 'ecdsa'])('can have the type %s', async (type) => {
    const key = join(await folder(), type);
    await keygen(key, type);
    const authorized = join(server.key, '..', 'authorized_keys');
    await writeFile(authorized, await readFile(`${key}.pub`), { flag: 'a' });
    expect(await enters(await getSettingsPrivateKey({ ...at, key }))).toBe('in\n');
  });

  it('that the server does not know is rejected with a hint', async () => {
    const key = join(await folder(), 'other');
    await keygen(key, 'ed25519');
    const error = await failure(enters({ ...at_(at), key_path: key }), ServiceError);
    expect(error).toMatchObject({ reason: 'AUTH_FAILED', details: { methods: ['publickey'] } });
    expect(error.hint).toContain('authorized_keys');
  });

  it('that is missing, public or invalid is rejected before anything is sent', async () => {
    const base = at_(at);
    const missing = await failure(enters({ ...base, key_path: '/no/such/key' }), InputError);
    expect(missing.message).toContain('no such file');
    const half = await failure(enters({ ...base, key_path: `${server.key}.pub` }), InputError);
    expect(half.message).toContain('it is a public key');
    const garbage = join(await folder(), 'garbage');
    await writeFile(garbage, 'not a key');
    const none = await failure(enters({ ...base, key_path: garbage }), InputError);
    expect(none.message).toContain('cannot be used');
  });

  describe.skipIf(without('ssh-agent'))(`from an agent${without('ssh-agent')}`, () => {
    const before = process.env.SSH_AUTH_SOCK;
    afterEach(() => {
      if (before === undefined) delete process.env.SSH_AUTH_SOCK;
      else process.env.SSH_AUTH_SOCK = before;
    });

    it('authenticates, and a missing agent is reported', async () => {
      const socket = join(await folder(), 'agent');
      const agent = spawn('ssh-agent', ['-D', '-a', socket], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        await once(agent.stdout, 'data');
        process.env.SSH_AUTH_SOCK = socket;
        const settings = await getSettingsViaAgent(at);
        const empty = await failure(enters(settings), ServiceError);
        expect(empty.hint).toContain('ssh-add -l');
        execFileSync('ssh-add', ['-q', server.key], { env: process.env });
        expect(await enters(settings)).toBe('in\n');
      } finally {
        agent.kill();
      }
      const gone = await failure(enters(await getSettingsViaAgent(at)), ServiceError);
      expect(gone.hint).toContain('The agent failed');
      delete process.env.SSH_AUTH_SOCK;
      const none = await failure(enters(await getSettingsViaAgent(at)), InputError);
      expect(none.message).toContain('SSH_AUTH_SOCK is not set');
    });
  });
});

function at_({ user, ...rest }: { host: string; port: number; user: string }) {
  return { ...rest, username: user };
}

describe('settings', () => {
  it('are rejected if they are incomplete or misspelled', async () => {
    const refused = async (connection: object) =>
      (await failure(executeCommand({ connection: connection as never, command: 'x' }), InputError))
        .message;
    expect(await refused({ host: 'h' })).toContain('username is missing');
    expect(await refused({ username: 'me' })).toContain('the host is missing');
    expect(await refused({ host: '-oProxyCommand=x', username: 'me' })).toContain(
      'neither a name nor an IP address',
    );
    expect(await refused({ host: 'h', username: 'me', port: 99999 })).toContain('1 to 65535');
    expect(await refused({ host: 'h', username: 'me', pasword: 'x' })).toContain(
      'unknown field "pasword"',
    );
    expect(await refused({ host: 'h', username: 'me', auth_type: 'magic' })).toContain('auth_type');
    const lonely = getConnectionConfiguration({ settings: { host: 'h' } });
    expect((await failure(lonely, InputError)).message).toContain('username is missing');
  });
});
