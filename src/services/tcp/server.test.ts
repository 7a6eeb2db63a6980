import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { whyNo } from '../../../test/support/daemon.js';
import { failure } from '../../../test/support/failure.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import { InputError } from '../../core/errors/errors.js';
import tcp, { type ConnectionData } from './index.js';

/** For polls: the machine may be slow. */
const SLOW = { timeout: 20_000 };

const noNcat = whyNo('ncat');

async function connected(port: number) {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

it.skipIf(noNcat)(
  `serves ncat, whose side may end first${noNcat ? ` (skipped: ${noNcat})` : ''}`,
  async () => {
    await using server = await tcp.startServer({ port: 0 });
    const ncat = spawn('ncat', ['127.0.0.1', String(server.port)]);
    let printed = '';
    ncat.stdout.on('data', (chunk) => {
      printed += String(chunk);
    });
    ncat.stdin.end('Привет\n');
    const found = (await tcp.getNextConnectionData({ server, timeout: 5000 })) as ConnectionData;
    expect(found).toMatchObject({ result: true, message: Buffer.from('Привет\n') });
    expect(found.address).toMatch(/^127\.0\.0\.1:\d+$/);
    const { connectionId } = found;
    const ended = await tcp.getConnectionData({ server, connectionId, timeout: 5000 });
    expect(ended).toMatchObject({ result: false, error: expect.stringContaining('finished') });
    expect(await tcp.sendData({ server, connectionId, data: 'answer\n' })).toEqual({
      result: true,
    });
    expect(await tcp.completeSend({ server, connectionId })).toEqual({ result: true });
    await once(ncat, 'close');
    expect(printed).toBe('answer\n');
  },
);

describe('a server', () => {
  it('listens on loopback only, and stops', async () => {
    const server = await tcp.startServer({ port: 0 });
    expect(server.host).toBe('127.0.0.1');
    const client = await connected(server.port);
    await expect
      .poll(async () => (await tcp.getConnectionList({ server })).connections.length, SLOW)
      .toBe(1);
    client.resume().once('end', () => client.end());
    const closed = once(client, 'close');
    expect(await tcp.stopServer({ server })).toEqual({ result: true });
    await closed;
    expect(server.isOpen).toBe(false);
    const next = await tcp.getNextConnectionData({ server });
    expect(next).toEqual({ result: false, error: 'the server was stopped' });
  });

  it('says that a port is in use', async () => {
    await using server = await tcp.startServer({ port: 0 });
    const error = await failure(tcp.startServer({ port: server.port }), InputError);
    expect(error.message).toContain('the port is in use');
  });

  it('serves clients in turn, and lists them', async () => {
    await using server = await tcp.startServer({ port: 0 });
    const [first, second] = [await connected(server.port), await connected(server.port)];
    first.write('x'.repeat(100));
    await expect
      .poll(async () => (await tcp.getConnectionList({ server })).connections.length, SLOW)
      .toBe(2);
    const one = (await tcp.getNextConnectionData({ server, maxSize: 60 })) as ConnectionData;
    second.write('y');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const two = (await tcp.getNextConnectionData({ server, maxSize: 60 })) as ConnectionData;
    const three = (await tcp.getNextConnectionData({ server, maxSize: 60 })) as ConnectionData;
    expect([one, two, three].map(({ message }) => message.length).sort()).toEqual([1, 40, 60]);
    const { connectionId } = one;
    expect(await tcp.finishReceiving({ server, connectionId })).toEqual({ result: true });
    const { connections } = await tcp.getConnectionList({ server });
    expect(connections.find((found) => found.connectionId === connectionId)).toMatchObject({
      canRead: false,
      canWrite: true,
    });
    expect(await tcp.closeIncomingConnection({ server, connectionId })).toEqual({ result: true });
    const gone = await tcp.sendData({ server, connectionId, data: 'x' });
    expect(gone).toMatchObject({ result: false, error: expect.stringContaining('no connection') });
    first.destroy();
    second.destroy();
  });

  it('keeps the data of a client that has left, until it was read', async () => {
    await using server = await tcp.startServer({ port: 0 });
    const client = await connected(server.port);
    client.end('last words');
    client.resume();
    await expect
      .poll(async () => (await tcp.getConnectionList({ server })).connections[0]?.canRead, SLOW)
      .toBe(false);
    const found = await tcp.getNextConnectionData({ server });
    expect(found).toMatchObject({ message: Buffer.from('last words'), active: false });
    const { connectionId } = found as ConnectionData;
    expect(await tcp.completeSend({ server, connectionId })).toEqual({ result: true });
    await expect
      .poll(async () => (await tcp.getConnectionList({ server })).connections.length, SLOW)
      .toBe(0);
  });

  it('survives whatever clients do, and limits their number', async () => {
    await using server = await tcp.startServer({ port: 0, poolSize: 5 });
    const clients = await Promise.all(Array.from({ length: 20 }, () => connected(server.port)));
    for (const client of clients) client.write(Buffer.alloc(100_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { connections } = await tcp.getConnectionList({ server });
    expect(connections.length).toBeLessThanOrEqual(5);
    for (const client of clients) client.resetAndDestroy();
    await expect
      .poll(async () => {
        await tcp.getNextConnectionData({ server, timeout: 10, maxSize: 10_000_000 });
        // A reset may arrive as the end of one side: such a connection ends later.
        const { connections } = await tcp.getConnectionList({ server });
        return connections.filter(({ canRead }) => canRead).length;
      }, SLOW)
      .toBe(0);
    for (const { connectionId } of (await tcp.getConnectionList({ server })).connections) {
      await tcp.closeIncomingConnection({ server, connectionId });
    }
    const client = await connected(server.port);
    client.write('still there');
    // What the others have sent may still be unread.
    let found = await tcp.getNextConnectionData({ server, timeout: 20_000 });
    while (found.result && found.message.every((byte) => byte === 0)) {
      found = await tcp.getNextConnectionData({ server, timeout: 20_000 });
    }
    expect(found).toMatchObject({ message: Buffer.from('still there') });
    client.destroy();
  });

  it('makes a client wait that sends more than is read', async () => {
    await using server = await tcp.startServer({ port: 0 });
    const client = await connected(server.port);
    let sent = 0;
    const chunk = Buffer.alloc(1024 * 1024);
    const send = () => {
      while (sent < 200 && client.write(chunk)) sent++;
    };
    client.on('drain', send);
    send();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent).toBeLessThan(100);
    client.destroy();
  });

  it('is not started for a model', async () => {
    const access = new ClosedAccess({ roots: await Roots.of([], '') }, { hint: '' });
    const starting = tcp.startServer.definition.invoke({ port: 0 }, { access });
    await expect(starting).rejects.toThrow('listening on a port of this machine is not allowed');
    await access.close();
  });
});

it('knows its own objects', async () => {
  await using server = await tcp.startServer({ port: 0 });
  await using connection = await tcp.createConnection({ address: `127.0.0.1:${server.port}` });
  expect(await tcp.isServerObject({ value: server })).toBe(true);
  expect(await tcp.isServerObject({ value: connection })).toBe(false);
  expect(await tcp.isClientObject({ value: connection })).toBe(true);
  expect(await tcp.isClientObject({ value: {} })).toBe(false);
});

describe('Listen', () => {
  async function listening(given: object) {
    let port = 0;
    const options = {
      onNotice: ({ message }: { message: string }) => {
        port = Number(/:(\d+)$/.exec(message)![1]);
      },
    };
    const stream = await tcp.listen.stream({ port: 0, ...given }, options);
    return { stream, port };
  }

  it('returns lines of all clients, and answers them', async () => {
    const { stream, port } = await listening({ count: 3, echo: true });
    const client = await connected(port);
    let echoed = '';
    client.on('data', (chunk) => {
      echoed += String(chunk);
    });
    client.end('one\r\ntwo\nthr');
    for await (const { text } of stream) expect(['one', 'two', 'thr']).toContain(text);
    expect(stream.result().messages.map(({ text }) => text)).toEqual(['one', 'two', 'thr']);
    await once(client, 'close');
    expect(echoed).toBe('one\r\ntwo\nthr\n');
  });

  it('splits a line without an end', async () => {
    const { stream, port } = await listening({ count: 2, maxSize: 10, reply: 'ok\n' });
    const client = await connected(port);
    client.write('x'.repeat(25));
    client.resume();
    const sizes: number[] = [];
    for await (const { text } of stream) sizes.push(text.length);
    expect(sizes).toEqual([10, 10]);
    client.destroy();
  });

  it('ends with a silence', async () => {
    const { stream } = await listening({ silence: 30 });
    for await (const _ of stream) throw new Error('nothing was sent');
    expect(stream.result()).toEqual({ result: true, messages: [] });
  });
});
