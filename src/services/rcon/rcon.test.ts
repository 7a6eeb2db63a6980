import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { type Game, startMinecraft, startSource } from '../../../test/support/rcon-server.js';
import { startRaw } from '../../../test/support/server.js';
import {
  AbortedError,
  ConnectionError,
  InputError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import {
  createConnection,
  executeCommand,
  formConnectionParameters,
  getLog,
  getLoggingSettings,
  isConnector,
} from './index.js';

const games = { Source: startSource, Minecraft: startMinecraft };
const text = (length: number) => 'Игрок §a1 ✓ '.repeat(length / 12).padEnd(length, '.');

describe.each(Object.entries(games))('a server of %s', (_, startGame) => {
  const start = async (game?: Game) => {
    const server = await startGame(game);
    return { server, settings: { url: server.url, password: server.password } };
  };

  it('runs a command', async () => {
    const { server, settings } = await start();
    const found = await executeCommand({ command: 'say привет', connection: settings });
    expect(found).toEqual({ result: true, data: 'say привет' });
    expect(server.commands).toEqual(['say привет']);
  });

  it.each([1, 4085, 4086, 4087, 4096, 4097, 50_000])(
    'sends an output of %i characters',
    async (length) => {
      const { settings } = await start({ output: () => text(length) });
      await using connection = await createConnection({ settings });
      const { data } = await executeCommand({ command: 'x', connection });
      expect(data).toBe(text(length));
      // Nothing of the first response is taken for the second.
      expect((await executeCommand({ command: 'x', connection })).data).toBe(text(length));
    },
  );

  it('runs simultaneous commands one after another', async () => {
    const { server, settings } = await start();
    await using connection = await createConnection({ settings });
    const commands = Array.from({ length: 20 }, (_, at) => `command ${at}`);
    const found = await Promise.all(
      commands.map((command) => executeCommand({ command, connection })),
    );
    expect(found.map(({ data }) => data)).toEqual(commands);
    expect(server.commands).toEqual(commands);
  });

  it('rejects a wrong password, which is sent once', async () => {
    const { server, settings } = await start();
    const connection = { ...settings, password: 'wrong-one-9f8e' };
    const error = await failure(executeCommand({ command: 'x', connection }), ServiceError);
    expect(error).toMatchObject({ reason: 'AUTH_FAILED', exitStatus: 1, retryable: false });
    expect(error.message).toContain(`${server.url} rejected the password`);
    expect(error.message).not.toContain('wrong-one');
    expect(server.logins).toEqual(['wrong-one-9f8e']);
  });

  it('may end the connection while a command runs', async () => {
    const { server, settings } = await start({
      output() {
        for (const socket of server.sockets) socket.destroy();
        return '';
      },
    });
    await using connection = await createConnection({ settings });
    const error = await failure(executeCommand({ command: 'stop', connection }), ConnectionError);
    expect(error).toMatchObject({ sent: true, exitStatus: 3 });
    expect(error.message).toContain(`the connection to ${server.url} was lost`);
    expect(connection.isOpen).toBe(false);
    const late = await failure(executeCommand({ command: 'x', connection }), InputError);
    expect(late.message).toContain('this connection is closed');
  });
});

it('reports that Minecraft closes the connection after a long command', async () => {
  const { url, password } = await startMinecraft();
  const command = 'x'.repeat(1447);
  const running = executeCommand({ command, connection: { url, password } });
  expect((await failure(running, ConnectionError)).hint).toContain('more than 1446 bytes');
});

describe('a command', async () => {
  const { url, password, commands } = await startSource();
  it.each([
    ['', 'is empty'],
    ['a\0b', 'contains a NUL character'],
    ['я'.repeat(2044), 'is too long: 4088 bytes'],
  ])('is refused before it is sent: %j', async (command, says) => {
    const running = executeCommand({ command, connection: { url, password } });
    expect((await failure(running, InputError)).message).toContain(says);
    expect(commands).toEqual([]);
  });
});

describe('an odd server', () => {
  const packet = (id: number, type: number, body: string) => {
    const bytes = Buffer.alloc(14 + body.length);
    bytes.writeInt32LE(10 + body.length, 0);
    bytes.writeInt32LE(id, 4);
    bytes.writeInt32LE(type, 8);
    bytes.write(body, 12, 'latin1');
    return bytes;
  };
  /** Accepts the login, then answers each further packet. */
  const startOdd = async (answer: (id: number, type: number) => Buffer | undefined) => {
    const { host } = await startRaw((socket) => {
      socket.on('data', (data) => {
        const [id, type] = [data.readInt32LE(4), data.readInt32LE(8)];
        const bytes = type === 3 ? packet(id, 2, '') : answer(id, type);
        if (bytes) socket.write(bytes);
      });
    });
    return { url: host, password: 'p' };
  };

  it('may leave the probe without a response', async () => {
    const settings = await startOdd((id, type) => (type === 2 ? packet(id, 0, 'done') : undefined));
    await using connection = await createConnection({ settings });
    expect((await executeCommand({ command: 'x', connection })).data).toBe('done');
    expect((await executeCommand({ command: 'x', connection })).data).toBe('done');
  });

  it('may leave a command without a response', async () => {
    const connection = await startOdd((id, type) => (type === 0 ? packet(id, 0, '') : undefined));
    expect((await executeCommand({ command: 'x', connection })).data).toBe('');
  });

  it('may send responses that no one asked for', async () => {
    const connection = await startOdd((id) =>
      Buffer.concat([packet(7777, 0, 'other'), packet(id, 0, 'mine'), packet(-1, 0, 'late')]),
    );
    expect((await executeCommand({ command: 'x', connection })).data).toBe('mine');
  });

  it('may send text that is not UTF-8', async () => {
    const connection = await startOdd((id) => packet(id, 0, 'caf\xe9'));
    expect((await executeCommand({ command: 'x', connection })).data).toBe('café');
  });

  it('that is half open times out by the settings, and the connection is closed', async () => {
    const settings = await startOdd(() => undefined);
    await using connection = await createConnection({
      settings: { ...settings, read_timeout: '0.2' },
    });
    const error = await failure(executeCommand({ command: 'x', connection }), TimeoutError);
    expect(error).toMatchObject({ deadline: 'idleTimeout', after: 200 });
    expect(connection.isOpen).toBe(false);
  });

  it('is given up when interrupted', async () => {
    const connection = await startOdd(() => undefined);
    const signal = AbortSignal.timeout(100);
    await failure(executeCommand({ command: 'x', connection }, { signal }), AbortedError);
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a size that is too small', '\x09\0\0\0'],
    ['a negative size', '\xff\xff\xff\xff'],
  ])('that sends %s is not RCON', async (_, text) => {
    const { host } = await startRaw((socket) => void socket.write(Buffer.from(text, 'latin1')));
    const opening = createConnection({ settings: { url: host, password: 'p' } });
    expect((await failure(opening, ResponseError)).message).toContain('is not an RCON server');
  });

  it('that announces more than it sends times out', async () => {
    const { host } = await startRaw((socket) => void socket.write(Buffer.from([0, 0, 127, 0, 1])));
    const settings = { url: host, password: 'p' };
    await failure(createConnection({ settings }, { connectTimeout: 200 }), TimeoutError);
  });
});

describe('the settings', () => {
  it('are put together', async () => {
    expect(await formConnectionParameters({ url: 'h:1', password: 'env:P' })).toEqual({
      url: 'h:1',
      password: 'env:P',
      read_timeout: 30,
      write_timeout: 30,
    });
  });

  it.each([
    [{ url: 'localhost', password: 'p' }, 'url must be host:port'],
    [{ url: 'localhost:99999', password: 'p' }, 'the port must be'],
    [{ url: 'a b:1', password: 'p' }, 'neither a name nor an IP address'],
    [{ url: 'localhost:1' }, 'password is missing'],
    [{ url: 'localhost:1', password: 'p', read_timeout: 'soon' }, 'must be a number of seconds'],
    [{ url: 'localhost:1', password: 'p', port: 1 }, 'unknown field "port"'],
  ])('that are invalid are refused: %j', async (settings, says) => {
    expect((await failure(createConnection({ settings }), InputError)).message).toContain(says);
  });
});

it('logs commands, without the password', async () => {
  const { url, password } = await startSource();
  const logging = await getLoggingSettings({ memory: true });
  await using connection = await createConnection({ settings: { url, password }, logging });
  await executeCommand({ command: `say ${password}`, connection });
  expect(await isConnector({ value: connection })).toBe(true);
  const log = await getLog({ connection, asText: true });
  expect(log).toContain('Command: say ***');
  expect(log).not.toContain(password);
});
