import http from 'node:http';
import net, { type Socket } from 'node:net';
import { createProxy, type ProxyServer } from 'proxy';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { type FtpServer, noFtpServer, startFtp } from '../../../test/support/ftp-server.js';
import { listen, refusedPort, startRaw } from '../../../test/support/server.js';
import { startSocks } from '../../../test/support/socks-server.js';
import {
  AbortedError,
  ConnectionError,
  InputError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import ftp, { createConnection } from './index.js';

const noServer = noFtpServer('proftpd');
let server: FtpServer;
beforeAll(async () => {
  if (!noServer) server = await startFtp('proftpd');
});

describe('a connection through a proxy', () => {
  async function through(proxy: object): Promise<void> {
    const set = server.settings;
    const connection = await ftp.getConnectionConfiguration({
      settings: set,
      proxy: proxy as never,
    });
    const path = 'proxied.txt';
    await ftp.uploadFile({ connection, file: Buffer.from('through'), path });
    await using opened = await createConnection({ settings: set, proxy: proxy as never });
    expect(String(await ftp.getFileData({ connection: opened, path }))).toBe('through');
    expect((await ftp.listObjects({ connection: opened })).data.length).toBeGreaterThan(0);
    await ftp.deleteFile({ connection: opened, path });
  }

  it.skipIf(noServer)(`of each type, for commands and for data${noServer}`, async () => {
    const password = 'proxy-secret-9f8e';
    const socks = await startSocks({ user: 'me', password });
    const at = { host: '127.0.0.1', user: 'me', password };
    await through(await ftp.getProxySettings({ ...at, port: socks.port }));
    const open = await startSocks();
    await through({ server: '127.0.0.1', port: open.port, proxy_type: 'socks4' });
    expect(open.reached.length).toBeGreaterThan(3);
    const web = createProxy(http.createServer()) as ProxyServer;
    const { port } = await listen(web as unknown as net.Server);
    await through(await ftp.getProxySettings({ host: '127.0.0.1', port, type: 'http' }));
  });

  it.skipIf(noServer)(`does not allow active mode${noServer}`, async () => {
    const open = await startSocks();
    const set = { ...server.settings, passive: false };
    const proxy = { server: '127.0.0.1', port: open.port };
    const connection = await ftp.getConnectionConfiguration({ settings: set, proxy });
    const error = await failure(ftp.listObjects({ connection }), InputError);
    expect(error.message).toContain('only allows passive mode');
  });
});

/** A server that answers each command by its name. */
async function startOdd(
  answers: Readonly<Record<string, (rest: string, socket: Socket) => string | undefined>>,
) {
  const commands: string[] = [];
  const { port } = await startRaw((socket) => {
    socket.write('220 odd\r\n');
    let text = '';
    socket.on('data', (data) => {
      text += data;
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        commands.push(line);
        const [name = '', rest = ''] = line.split(/ (.*)/s);
        const usual = { USER: '331 go', PASS: '230 in', TYPE: '200 ok', PWD: '257 "/"' };
        const answer = answers[name]
          ? answers[name](rest, socket)
          : (usual[name as 'PWD'] ?? '502 what?');
        if (answer !== undefined) socket.write(`${answer}\r\n`);
      }
    });
  });
  return {
    settings: { domain: '127.0.0.1', port, login: 'me', password: 'secret-4711' },
    commands,
  };
}

describe('a server', () => {
  /** A port for data that sends this. */
  async function startData(send: (socket: Socket) => void) {
    const { port } = await startRaw(send);
    return `${port >> 8},${port & 255}`;
  }
  const list = (port: string, lines = '150 here\r\n226 done') => ({
    PASV: () => `227 Entering Passive Mode (10,255,255,1,${port})`,
    LIST: () => lines,
  });

  it('behind NAT is reached at its own address', async () => {
    const port = await startData((socket) => {
      socket.end('-rw-r--r-- 1 a b 5 Jan 06 13:49 a file.txt\r\n');
    });
    const { settings } = await startOdd(list(port));
    const { data } = await ftp.listObjects({ connection: settings });
    expect(data).toMatchObject([{ name: 'a file.txt', size: 5 }]);
    expect(data[0]!.list_string).toBe('-rw-r--r-- 1 a b 5 Jan 06 13:49 a file.txt');
    expect(data[0]!.modified).toMatch(/^\d{4}-01-06T13:49:00Z$/);
    // As it says, only if that is asked for: nothing is there.
    const other = { ...settings, advanced_resolve: false };
    const call = { connectTimeout: 300 };
    const error = await failure(ftp.listObjects({ connection: other }, call), Error);
    expect(error).toBeInstanceOf(Error);
  });

  it('that lists names outside of the folder is not trusted', async () => {
    const port = await startData((socket) => {
      socket.end('-rw-r--r-- 1 a b 5 Jan 06 13:49 ../../evil\r\n');
    });
    const { settings } = await startOdd({ ...list(port), CWD: () => '250 ok' });
    const file = await folder();
    const saving = ftp.saveFile({ connection: settings, path: 'x/', file });
    const error = await failure(saving, ResponseError);
    expect(error.message).toContain('invalid file name "../../evil"');
  });

  it('lists 50,000 files without stopping everything else', async () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `file ${at}.txt`);
    const port = await startData((socket) => {
      for (const name of lines) socket.write(`-rw-r--r-- 1 a b 5 Jan 06 13:49 ${name}\r\n`);
      socket.end('and a line that is something else\r\n');
    });
    const { settings } = await startOdd(list(port));
    const { data } = await ftp.listObjects({ connection: settings });
    expect(data).toHaveLength(lines.length);
  });

  it('that lists something else is an error', async () => {
    const port = await startData((socket) => void socket.end('???\r\n'));
    const { settings } = await startOdd(list(port));
    const error = await failure(ftp.listObjects({ connection: settings }), ResponseError);
    expect(error.message).toContain('unknown format: "???"');
  });

  it('that ends the connection in the middle of a file', async () => {
    const port = await startData((socket) => {
      socket.write('half');
      setTimeout(() => socket.destroy(), 50);
    });
    const cut = await startOdd({
      ...list(port),
      SIZE: () => '213 8',
      CWD: () => '550 not a directory',
      RETR: () => '150 here\r\n226 done',
    });
    const file = `${await folder()}/half.txt`;
    const short = ftp.saveFile({ connection: cut.settings, path: 'f', file });
    const error = await failure(short, ResponseError);
    expect(error).toMatchObject({ cut: true, retryable: true });
    expect(error.message).toContain('4 of 8 bytes');
    const gone = await startOdd({
      ...list(port),
      RETR(_, socket) {
        setTimeout(() => socket.destroy(), 30);
        return '150 here';
      },
    });
    const lost = ftp.saveFile({ connection: gone.settings, path: 'f', file });
    expect((await failure(lost, ConnectionError)).message).toContain('was lost');
  });

  it('keeps the beginning of a download that can be resumed', async () => {
    const { readFile } = await import('node:fs/promises');
    const port = await startData((socket) => {
      socket.write('half');
      setTimeout(() => socket.destroy(), 50);
    });
    const { settings, commands } = await startOdd({
      ...list(port),
      SIZE: () => '213 8',
      REST: () => '350 go on',
      CWD: () => '550 not a directory',
      RETR: () => '150 here\r\n226 done',
    });
    const file = `${await folder()}/half.txt`;
    const asked = { connection: settings, path: 'f', file, resume: true };
    await failure(ftp.saveFile(asked), ResponseError);
    expect(await readFile(file, 'utf8')).toBe('half');
    expect(await ftp.saveFile(asked)).toMatchObject({ bytes: 4, resumed: 4 });
    expect(await readFile(file, 'utf8')).toBe('halfhalf');
    expect(commands).toContain('REST 4');
  });

  it('that is silent is given up by each deadline and the signal', async () => {
    const { settings } = await startOdd({ NOOP: () => undefined });
    const patient = { ...settings, read_timeout: '0.2' };
    const late = await failure(ftp.ping({ connection: patient }), TimeoutError);
    expect(late).toMatchObject({ deadline: 'idleTimeout', after: 200 });
    const whole = await failure(ftp.ping({ connection: settings }, { timeout: 200 }), TimeoutError);
    expect(whole.deadline).toBe('timeout');
    const signal = AbortSignal.timeout(100);
    await failure(ftp.ping({ connection: settings }, { signal }), AbortedError);
  });

  it('that is silent in the middle of data is given up, and the connection closed', async () => {
    const port = await startData((socket) => void socket.write('-rw'));
    const { settings } = await startOdd(list(port, '150 here'));
    await using connection = await createConnection({ settings });
    const listing = ftp.listObjects({ connection }, { idleTimeout: 200 });
    await failure(listing, TimeoutError);
    expect(connection.isOpen).toBe(false);
  });

  it('that ends the connection with 421 is quoted', async () => {
    const { settings } = await startOdd({ NOOP: () => '421 Timeout, closing' });
    const error = await failure(ftp.ping({ connection: settings }), ConnectionError);
    expect(error.message).toContain('Timeout, closing (421)');
  });

  it('that refuses a connection for data says what to try', async () => {
    const free = await refusedPort();
    const { settings } = await startOdd(list(`${free >> 8},${free & 255}`));
    const error = await failure(ftp.listObjects({ connection: settings }), ConnectionError);
    expect(error.hint).toContain('other mode');
  });

  it('whose port for data does not respond is given up as one that cannot be reached', async () => {
    // A proxy that only connects the first time, to the server itself.
    let count = 0;
    const { settings } = await startOdd(list('1,1'));
    const proxy = await startRaw((socket) => {
      if (count++ > 0) return;
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]));
        socket.once('data', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          const to = net.connect(settings.port, '127.0.0.1');
          to.on('error', () => {});
          to.pipe(socket).pipe(to);
        });
      });
    });
    const connection = { set: settings, proxy: { server: '127.0.0.1', port: proxy.port } };
    const listing = ftp.listObjects({ connection }, { connectTimeout: 400 });
    expect((await failure(listing, TimeoutError)).deadline).toBe('connectTimeout');
  });

  it('gets a wrong password once', async () => {
    const { settings, commands } = await startOdd({ PASS: () => '530 Login incorrect.' });
    const error = await failure(createConnection({ settings }), ServiceError);
    expect(error.reason).toBe('AUTH_FAILED');
    expect(commands.filter((line) => line.startsWith('PASS'))).toHaveLength(1);
    expect(error.message).not.toContain('secret-4711');
  });

  it('of another protocol is named', async () => {
    const { port } = await startRaw((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    const opening = createConnection({ settings: { domain: '127.0.0.1', port } });
    expect((await failure(opening, ResponseError)).message).toContain(
      'is not an FTP server: it sent "SSH-2.0-OpenSSH_9.2',
    );
  });

  it('gets no command with a line break', async () => {
    const { settings: connection, commands } = await startOdd({});
    await failure(ftp.deleteFile({ connection, path: 'a\r\nDELE b' }), InputError);
    await failure(
      ftp.executeArbitraryCommand({ connection, command: 'NOOP\r\nDELE b' }),
      InputError,
    );
    await failure(ftp.executeArbitraryCommand({ connection, command: 'retr x' }), InputError);
    await failure(ftp.clearDirectory({ connection, path: '' }), InputError);
    expect(commands.filter((line) => line.includes('DELE'))).toEqual([]);
  });

  it('accepts connections for data only from its own address', async () => {
    const { settings } = await startOdd({
      EPRT: () => '200 ok',
      LIST: () => '425 cannot connect',
    });
    const connection = { ...settings, passive: false };
    const error = await failure(ftp.listObjects({ connection }), ConnectionError);
    expect(error.message).toContain('cannot connect (425)');
  });
});

it.skipIf(noServer)(`is open until it is closed${noServer}`, async () => {
  await using connection = await createConnection({ settings: server.settings });
  expect(await ftp.isConnector({ value: connection })).toBe(true);
  await ftp.closeConnection({ connection });
  expect(connection.isOpen).toBe(false);
});
