import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { folder } from '../../../test/support/folder.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import ws, { type ConnectionMessage } from './index.js';
import { noPython, PYTHON } from './testing/python.js';

/** For polls: the machine may be slow. */
const SLOW = { timeout: 20_000 };

const CLIENT = `
import asyncio, sys, websockets

async def main():
    async with websockets.connect('ws://127.0.0.1:' + sys.argv[1]) as socket:
        await socket.send('Привет')
        print(await socket.recv(), (await socket.recv()).hex(), flush=True)
        await socket.close(4005, 'bye')

asyncio.run(main())
`;

it.skipIf(noPython)(
  `serves Python's websockets${noPython ? ` (skipped: ${noPython})` : ''}`,
  async () => {
    await using server = await ws.startServer({ port: 0 });
    const script = join(await folder(), 'client.py');
    await writeFile(script, CLIENT);
    const child = spawn(PYTHON, [script, String(server.port)]);
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += String(chunk);
    });
    const found = await ws.getNextConnectionData({ server, timeout: 20_000 });
    expect(found).toMatchObject({ result: true, type: 'text', message: Buffer.from('Привет') });
    const { connectionId } = found as ConnectionMessage;
    expect(await ws.sendData({ server, connectionId, data: 'answer' })).toEqual({ result: true });
    await ws.sendData({ server, connectionId, data: Buffer.from([1, 255]) });
    const end = await ws.getConnectionData({ server, connectionId, timeout: 20_000 });
    expect(end).toMatchObject({ result: false });
    await once(child, 'close');
    expect(printed).toBe('answer 01ff\n');
  },
);

async function connected(port: number, options: WebSocket.ClientOptions = {}) {
  const client = new WebSocket(`ws://127.0.0.1:${port}`, options);
  client.on('error', () => {});
  await once(client, 'open');
  return client;
}

describe('a server', () => {
  it('lists its clients, serves them in turn, and stops with 1001', async () => {
    const server = await ws.startServer({ port: 0, logging: await ws.getLoggingSettings({}) });
    const [first, second] = [await connected(server.port), await connected(server.port)];
    for (const text of ['a1', 'a2', 'a3']) first.send(text);
    await expect
      .poll(async () => (await ws.getConnectionList({ server })).connections.length, SLOW)
      .toBe(2);
    const texts: string[] = [];
    const next = async () => {
      const found = await ws.getNextConnectionData({ server, timeout: 5000 });
      texts.push(String((found as ConnectionMessage).message));
    };
    await next();
    second.send('b1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let at = 0; at < 3; at++) await next();
    expect(texts).toEqual(['a1', 'a2', 'b1', 'a3']);
    const closed = once(first, 'close');
    expect(await ws.stopServer({ server })).toEqual({ result: true });
    expect((await closed)[0]).toBe(1001);
    expect(await ws.getLog({ connection: server, asText: true })).toContain('Listening on');
    expect(await ws.getNextConnectionData({ server })).toMatchObject({ result: false });
  });

  it('closes the connection of a client, and forgets it', async () => {
    await using server = await ws.startServer({ port: 0 });
    const client = await connected(server.port);
    client.send('unread');
    await expect
      .poll(async () => (await ws.getConnectionList({ server })).connections.length, SLOW)
      .toBe(1);
    const { connectionId } = (await ws.getConnectionList({ server })).connections[0]!;
    const given = { server, connectionId };
    expect(await ws.closeIncomingConnection(given)).toEqual({ result: true });
    expect((await ws.getConnectionList({ server })).connections).toEqual([]);
    expect(await ws.sendData({ ...given, data: 'x' })).toMatchObject({ result: false });
  });

  it('survives whatever clients do', async () => {
    await using server = await ws.startServer({ port: 0, poolSize: 5 });
    const raw = async (text: string | Buffer) => {
      const socket = net.connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(text);
      return socket;
    };
    for (const text of [
      'garbage\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      Buffer.alloc(99_999),
    ]) {
      const socket = await raw(text);
      socket.resume();
      await new Promise((resolve) => socket.once('close', resolve));
    }
    const clients = await Promise.all([1, 2, 3].map(() => connected(server.port)));
    for (const client of clients) client.terminate();
    const invalid = await connected(server.port);
    (invalid as unknown as { _socket: net.Socket })._socket.write(Buffer.from([0xff, 0xff, 0, 0]));
    await once(invalid, 'close');
    const large = await connected(server.port);
    large.send(Buffer.alloc(65 * 1024 * 1024));
    expect((await once(large, 'close'))[0]).toBe(1009);
    await expect
      .poll(async () => (await ws.getConnectionList({ server })).connections.length, SLOW)
      .toBe(0);
    const client = await connected(server.port);
    client.send('still there');
    const found = await ws.getNextConnectionData({ server, timeout: 5000 });
    expect(String((found as ConnectionMessage).message)).toBe('still there');
    client.close();
  });

  it('refuses web pages of other sites, unless they are named', async () => {
    await using server = await ws.startServer({ port: 0, origins: ['https://named.example'] });
    const refused = new WebSocket(`ws://127.0.0.1:${server.port}`, {
      origin: 'https://other.example',
    });
    const [error] = await once(refused, 'error').catch((found) => [found]);
    expect(String(error)).toContain('403');
    for (const origin of ['https://named.example', `http://127.0.0.1:${server.port}`]) {
      (await connected(server.port, { origin })).close();
    }
  });

  it('is not started for a model', async () => {
    const access = new ClosedAccess({ roots: await Roots.of([], '') }, { hint: '' });
    const starting = ws.startServer.definition.invoke({ port: 0 }, { access });
    await expect(starting).rejects.toThrow('listening on a port of this machine is not allowed');
    await access.close();
  });
});

it('knows its own objects', async () => {
  await using server = await ws.startServer({ port: 0 });
  await using connection = await ws.createConnection({ address: `ws://127.0.0.1:${server.port}` });
  expect(await ws.isServerObject({ value: server })).toBe(true);
  expect(await ws.isServerObject({ value: connection })).toBe(false);
  expect(await ws.isClientObject({ value: connection })).toBe(true);
  expect(await ws.isClientObject({ value: 'x' })).toBe(false);
});
