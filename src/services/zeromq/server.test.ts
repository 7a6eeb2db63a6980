import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import { InputError } from '../../core/errors/errors.js';
import { subscribe as encodeSubscription, ready } from '../../core/zmtp/commands.js';
import { encodeGreeting } from '../../core/zmtp/greeting.js';
import zeromq, { type ReceivedMessage } from './index.js';
import { noZmq, startZmq } from './testing/python.js';

const LONG = 20_000;
const why = noZmq ? ` (skipped: ${noZmq})` : '';
const text = (found: unknown) => (found as ReceivedMessage).data.toString();

describe.skipIf(noZmq)(`a port for libzmq${why}`, () => {
  it('replies to REQ and DEALER sockets', async () => {
    await using server = await zeromq.bindPortRep({ port: 0 });
    const program = startZmq(`
s = connected(zmq.REQ, ${server.port})
s.send_multipart([b'a', b'', b'b'])
say(s.recv())
d = connected(zmq.DEALER, ${server.port})
d.send_multipart([b'path', b'', b'body'])
say(d.recv_multipart())
`);
    const first = await zeromq.receiveData({ connection: server, timeout: LONG });
    expect(first).toMatchObject({ parts: ['a', '', 'b'].map((one) => Buffer.from(one)) });
    expect(await zeromq.sendData({ connection: server, data: 'one' })).toMatchObject({ peers: 1 });
    expect(await program.line()).toBe("b'one'");
    const second = await zeromq.receiveData({ connection: server, timeout: LONG });
    expect(text(second)).toBe('body');
    await zeromq.sendData({ connection: server, data: 'two' });
    expect(await program.line()).toBe("[b'path', b'', b'two']");
  });

  it('says that the sender of a request has left', async () => {
    await using server = await zeromq.bindPortRep({ port: 0 });
    const program = startZmq(`
s = connected(zmq.REQ, ${server.port})
s.send(b'x')
time.sleep(60)
`);
    await zeromq.receiveData({ connection: server, timeout: LONG });
    await program.stop();
    await expect.poll(() => server.peers.size, { timeout: LONG }).toBe(0);
    expect(await zeromq.sendData({ connection: server, data: 'y' })).toEqual({
      result: false,
      error: 'the sender of the request has left, or does not read',
    });
  });

  it('publishes what subscribers want', async () => {
    await using server = await zeromq.bindPortPub({ port: 0 });
    const program = startZmq(`
s = connected(zmq.SUB, ${server.port})
s.subscribe('a')
s.subscribe('ab')
say('ready')
say(s.recv_multipart())
say(s.recv_multipart())
s.unsubscribe('a')
say('less')
say(s.recv())
`);
    await program.line();
    const published = (data: string | string[]) => zeromq.sendData({ connection: server, data });
    const wanted = (data: string, peers: number) =>
      expect
        .poll(async () => (await published(data)) as object, { timeout: LONG })
        .toEqual({ result: true, peers });
    await wanted('abc', 1);
    expect(await program.line()).toBe("[b'abc']");
    expect(await published('other')).toEqual({ result: true, peers: 0 });
    expect(await published(['ax', 'second'])).toEqual({ result: true, peers: 1 });
    expect(await program.line()).toBe("[b'ax', b'second']");
    expect(await program.line()).toBe('less');
    await wanted('a', 0);
    expect(await published('ab')).toEqual({ result: true, peers: 1 });
    expect(await program.line()).toMatch(/b'a[bx]?/);
  });

  it('gives messages to all PULL sockets in turn, and those of one that leaves to the others', async () => {
    await using server = await zeromq.bindPortPush({ port: 0 });
    const puller = () =>
      startZmq(`
s = connected(zmq.PULL, ${server.port})
say('ready')
while True: say(s.recv().decode())
`);
    const [one, two] = [puller(), puller()];
    await Promise.all([one.line(), two.line()]);
    await expect.poll(() => server.peers.size, { timeout: LONG }).toBe(2);
    for (const data of ['a', 'b', 'c', 'd']) await zeromq.sendData({ connection: server, data });
    const [first, second] = await Promise.all(
      [one, two].map(async (program) => (await program.line()) + (await program.line())),
    );
    expect([first, second].sort()).toEqual(['ac', 'bd']);
    await one.stop();
    await expect.poll(() => server.peers.size, { timeout: LONG }).toBe(1);
    for (const data of ['e', 'f']) await zeromq.sendData({ connection: server, data });
    expect((await two.line()) + (await two.line())).toBe('ef');
  });

  it('receives from several PUSH sockets, also after they have closed', async () => {
    await using server = await zeromq.bindPortPull({ port: 0 });
    const code = `
s = connected(zmq.PUSH, ${server.port})
for n in range(1000): s.send(b'%d' % n)
s.close()
context.term()
`;
    const programs = [startZmq(code), startZmq(code)];
    await Promise.all(programs.map((program) => program.ended()));
    let sum = 0;
    for (let at = 0; at < 2000; at++) {
      sum += Number(text(await zeromq.receiveData({ connection: server, timeout: LONG })));
    }
    expect(sum).toBe(999_000);
  });

  it('makes a sender wait that is faster than the reader', async () => {
    await using server = await zeromq.bindPortPull({ port: 0 });
    const program = startZmq(`
s = context.socket(zmq.PUSH)
s.setsockopt(zmq.SNDHWM, 10)
s.setsockopt(zmq.SNDTIMEO, 1000)
s.connect('tcp://127.0.0.1:${server.port}')
n = 0
try:
    while n < 1000:
        s.send(b'x' * 1000000)
        n += 1
except zmq.Again:
    pass
say(n)
`);
    expect(Number(await program.line())).toBeLessThan(1000);
  });
});

async function connected(port: number): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('a port', () => {
  it('is open on loopback only, and is in use then', async () => {
    await using server = await zeromq.bindPortRep({ port: 0 });
    expect(server.address).toBe(`127.0.0.1:${server.port}`);
    const error = await failure(zeromq.bindPortPub({ port: server.port }), InputError);
    expect(error.message).toContain('the port is in use');
  });

  it('is not opened for a model', async () => {
    const access = new ClosedAccess({ roots: await Roots.of([], '') }, { hint: '' });
    const opening = zeromq.bindPortRep.definition.invoke({ port: 0 }, { access });
    await expect(opening).rejects.toThrow('listening on a port of this machine is not allowed');
    await access.close();
  });

  it('survives whatever clients do, and limits their number', async () => {
    const logging = await zeromq.getLoggingSettings({});
    await using server = await zeromq.bindPortPull({ port: 0, poolSize: 4, logging });
    const garbage = [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      encodeGreeting(),
      Buffer.concat([encodeGreeting(), ready('PUSH'), Buffer.from([2, 0xff, 0xff, 0xff])]),
      Buffer.concat([encodeGreeting(), ready('PUSH'), Buffer.from([2, 0, 0, 0, 255, 0, 0, 0, 0])]),
      Buffer.concat([encodeGreeting(), ready('SUB')]),
      Buffer.concat([encodeGreeting(), ready('PUSH'), Buffer.from('\x04\x05\x04PING', 'latin1')]),
    ];
    for (const bytes of garbage) {
      const socket = await connected(server.port);
      socket.write(bytes);
      await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    const many = await Promise.all(Array.from({ length: 20 }, () => connected(server.port)));
    for (const socket of many) socket.write(Buffer.concat([encodeGreeting(), ready('PUSH')]));
    await expect.poll(() => server.peers.size, { timeout: LONG }).toBeGreaterThan(0);
    expect(server.peers.size).toBeLessThanOrEqual(4);
    for (const socket of many) socket.destroy();
    await expect.poll(() => server.peers.size, { timeout: LONG }).toBe(0);
    const address = `tcp://127.0.0.1:${server.port}`;
    await using connection = await zeromq.createConnectionPush({ address, wait: LONG });
    await zeromq.sendData({ connection, data: 'still there' });
    expect(text(await zeromq.receiveData({ connection: server, timeout: LONG }))).toBe(
      'still there',
    );
    const log = await zeromq.getLog({ connection: server, asText: true });
    expect(log).toContain('does not speak ZMTP 3');
    expect(log).toContain('a SUB socket, but PULL needs PUSH');
  });

  it('lets a subscriber that does not read miss messages, and no one else', async () => {
    await using server = await zeromq.bindPortPub({ port: 0, linger: 0 });
    const slow = await connected(server.port);
    slow.write(
      Buffer.concat([encodeGreeting(), ready('SUB'), encodeSubscription(Buffer.alloc(0))]),
    );
    const address = `tcp://127.0.0.1:${server.port}`;
    await using connection = await zeromq.createConnectionSub({ address });
    await zeromq.subscribe({ connection, prefix: '' });
    await expect.poll(() => server.subscribers, { timeout: LONG }).toBe(2);
    let received = 0;
    const reading = (async () => {
      while ((await zeromq.receiveData({ connection })).result) received++;
    })().catch(() => {});
    const data = Buffer.alloc(1024 * 1024);
    let sent = 0;
    for (; server.missed === 0; sent++) await zeromq.sendData({ connection: server, data });
    await expect.poll(() => received, { timeout: LONG }).toBe(sent);
    slow.destroy();
    await connection.close();
    await reading;
  });

  it('closes the connection of a client whose message is too large', async () => {
    await using server = await zeromq.bindPortPull({ port: 0 });
    const socket = await connected(server.port);
    const length = Buffer.alloc(9);
    length[0] = 2;
    length.writeBigUInt64BE(2n ** 40n, 1);
    socket.resume();
    socket.write(Buffer.concat([encodeGreeting(), ready('PUSH'), length]));
    await once(socket, 'close');
  });

  it('hands over what was sent before the end of a connection, and closes once', async () => {
    const server = await zeromq.bindPortPull({ port: 0 });
    const address = `tcp://127.0.0.1:${server.port}`;
    const connection = await zeromq.createConnectionPush({ address });
    await zeromq.sendData({ connection, data: 'last words' });
    await zeromq.closeConnection({ connection });
    await zeromq.closeConnection({ connection });
    expect(connection.isOpen).toBe(false);
    expect(text(await zeromq.receiveData({ connection: server, timeout: LONG }))).toBe(
      'last words',
    );
    const waiting = zeromq.receiveData({ connection: server });
    await zeromq.closeConnection({ connection: server });
    await expect(waiting).rejects.toThrow('this connection is closed');
    await expect(zeromq.sendData({ connection, data: 'x' })).rejects.toThrow('is closed');
  });
});
