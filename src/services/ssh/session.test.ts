import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { startRaw } from '../../../test/support/server.js';
import {
  killTree,
  noSshd,
  type Sshd,
  startServer,
  startSshd,
} from '../../../test/support/ssh-server.js';
import {
  ConnectionError,
  InputError,
  ResponseError,
  ServiceError,
} from '../../core/errors/errors.js';
import { closeConnection, createConnection, executeCommand, isConnector } from './index.js';

const LIBRARY = new URL('../../../dist/services/ssh.js', import.meta.url).href;

/** Runs a module in a new process; returns its output and exit code. */
async function program(source: string): Promise<{ output: string; code: number | null }> {
  const args = ['--input-type=module', '-e', source];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { output, code };
}

describe.skipIf(noSshd)(`a connection to a real sshd${noSshd}`, () => {
  let server: Sshd;
  beforeAll(async () => {
    if (!noSshd) server = await startSshd();
  });

  it('is open until it is closed, and can be closed twice', async () => {
    const connection = await createConnection({ settings: server.settings });
    expect(await isConnector({ value: connection })).toBe(true);
    expect(await isConnector({ value: server.settings })).toBe(false);
    expect(connection).toMatchObject({ isOpen: true, host: '127.0.0.1', port: server.port });
    expect(await closeConnection({ connection })).toEqual({ result: true });
    await connection.close();
    expect(connection.isOpen).toBe(false);
    const late = await failure(executeCommand({ connection, command: 'x' }), InputError);
    expect(late.message).toContain('this connection is closed');
  });

  it('keeps the process alive only while it is in use', async () => {
    const settings = JSON.stringify(server.settings);
    const { output, code } = await program(`
      import { createConnection, executeCommand } from ${JSON.stringify(LIBRARY)};
      const connection = await createConnection({ settings: ${settings} });
      const { stdout } = await executeCommand({ connection, command: 'sleep 0.3; echo waited' });
      process.stdout.write(stdout);
      process.on('exit', () => process.stdout.write(String(connection.isOpen)));
    `);
    expect(output).toBe('waited\ntrue');
    expect(code).toBe(0);
  });

  it('is closed at the end of its block', async () => {
    const settings = JSON.stringify(server.settings);
    const { output, code } = await program(`
      import { createConnection } from ${JSON.stringify(LIBRARY)};
      const connection = await createConnection({ settings: ${settings} });
      await connection[Symbol.asyncDispose]();
      process.stdout.write(String(connection.isOpen));
    `);
    expect(output).toBe('false');
    expect(code).toBe(0);
  });

  it('that is lost ends all calls at once', async () => {
    const mine = await startSshd();
    const connection = await createConnection({ settings: mine.settings });
    const started = await executeCommand.stream({ connection, command: 'echo on; sleep 60' });
    const calls = [1, 2].map(() => executeCommand({ connection, command: 'sleep 60' }));
    const all = Promise.all(calls.map((call) => failure(call, ConnectionError)));
    const streamed = failure(
      (async () => {
        for await (const _ of started) killTree(mine.process);
      })(),
      ConnectionError,
    );
    for (const error of [...(await all), await streamed]) {
      expect(error).toMatchObject({ sent: true, exitStatus: 3 });
      expect(error.message).toContain(`the connection to 127.0.0.1:${mine.port} was lost`);
    }
    expect(connection.isOpen).toBe(false);
  });
});

describe('another server', () => {
  const settingsOf = (port: number) => ({ host: '127.0.0.1', port, username: 'me', password: 'p' });

  it('is reported with its first line', async () => {
    const { port } = await startRaw((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    const opening = createConnection({ settings: settingsOf(port) });
    const error = await failure(opening, ResponseError);
    expect(error.message).toContain('not an SSH server: it sent "220 mail.example.com ESMTP"');
  });

  it('can close the connection during the handshake', async () => {
    const { port } = await startRaw((socket) => {
      socket.write('SSH-2.0-odd\r\n');
      socket.once('data', () => socket.destroy());
    });
    const error = await failure(createConnection({ settings: settingsOf(port) }), ConnectionError);
    expect(error.sent).toBe(false);
  });
});

it('reports missing algorithms', async () => {
  const { port } = await startServer(() => {}, { algorithms: { cipher: ['3des-cbc'] } });
  const settings = { host: '127.0.0.1', port, username: 'me', password: 'p' };
  const error = await failure(createConnection({ settings }, { hostKey: 'no' }), ServiceError);
  expect(error.reason).toBe('NO_COMMON_ALGORITHM');
});

it('leaves no socket open after a failed authentication', async () => {
  const { port, sockets } = await startServer((client) => {
    client.on('authentication', (context) => context.reject([]));
  });
  const settings = { host: '127.0.0.1', port, username: 'me', password: 'p' };
  await failure(createConnection({ settings }, { hostKey: 'no' }), ServiceError);
  const gone = [...sockets].map((socket) => once(socket, 'close'));
  await Promise.all(gone);
  expect(sockets.size).toBe(0);
});
