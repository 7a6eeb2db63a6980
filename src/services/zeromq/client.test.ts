import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { refusedPort, startRaw } from '../../../test/support/server.js';
import {
  ConnectionError,
  InputError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import { encodeGreeting } from '../../core/zmtp/greeting.js';
import zeromq from './index.js';
import { noZmq, startBound, startZmq } from './testing/python.js';

const LONG = 20_000;
const why = noZmq ? ` (skipped: ${noZmq})` : '';

describe.skipIf(noZmq)(`a client of libzmq${why}`, () => {
  it('sends requests with text, bytes and several parts', async () => {
    const { address } = await startBound(`
s = bound(zmq.REP)
while True: s.send_multipart(s.recv_multipart()[::-1])
`);
    await using connection = await zeromq.createConnectionReq({ address });
    const one = await zeromq.processRequest({ connection, data: 'Привет' });
    expect(one.data.toString()).toBe('Привет');
    const parts = ['a', Buffer.alloc(0), Buffer.from([0, 255])];
    const { parts: found } = await zeromq.processRequest({ connection, data: parts });
    expect(found).toEqual([Buffer.from([0, 255]), Buffer.alloc(0), Buffer.from('a')]);
    const large = Buffer.alloc(10 * 1024 * 1024, 'x');
    const reply = await zeromq.processRequest({ connection, data: large });
    expect(reply.data.equals(large)).toBe(true);
  });

  it('talks to a ROUTER socket, which sees no other envelope', async () => {
    const { address } = await startBound(`
s = bound(zmq.ROUTER)
parts = s.recv_multipart()
say(len(parts), parts[1:])
s.send_multipart([parts[0], b'', b'reply'])
time.sleep(60)
`);
    await using connection = await zeromq.createConnectionReq({ address });
    expect((await zeromq.processRequest({ connection, data: 'x' })).data.toString()).toBe('reply');
  });

  it('takes requests of several calls in turn', async () => {
    const { address } = await startBound(`
s = bound(zmq.REP)
while True: s.send(s.recv())
`);
    await using connection = await zeromq.createConnectionReq({ address });
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        zeromq.processRequest({ connection, data: String(at) }),
      ),
    );
    expect(replies.map(({ data }) => Number(data))).toEqual(replies.map((_, at) => at));
  });

  it('never takes a late reply for that of the next request', async () => {
    const { address } = await startBound(`
s = bound(zmq.ROUTER)
first = s.recv_multipart()
second = s.recv_multipart()
s.send_multipart([first[0], b'', b'late'])
s.send_multipart([second[0], b'', b'in time'])
time.sleep(60)
`);
    await using connection = await zeromq.createConnectionReq({ address });
    const lost = zeromq.processRequest({ connection, data: '1', receivingTimeout: 100 });
    const error = await failure(lost, TimeoutError);
    expect(error.message).toContain('did not reply within 0.1 s');
    const next = await zeromq.processRequest({ connection, data: '2' });
    expect(next.data.toString()).toBe('in time');
  });

  it('says that the connection was lost before the reply, and can be used again', async () => {
    const program = await startBound(`
s = bound(zmq.REP)
s.recv()
say('got it')
time.sleep(60)
`);
    const { address } = program;
    await using connection = await zeromq.createConnectionReq({ address });
    const lost = failure(zeromq.processRequest({ connection, data: '1' }), ConnectionError);
    await program.line();
    await program.stop();
    expect(await lost).toMatchObject({ sent: true, retryable: true });
    startZmq(`
s = context.socket(zmq.REP)
s.bind('${address}')
s.send(s.recv())
time.sleep(60)
`);
    const next = await zeromq.processRequest({ connection, data: 'again' });
    expect(next.data.toString()).toBe('again');
  });

  it('gets what it has subscribed to, also after the publisher has restarted', async () => {
    const publisher = (address: string) => `
s = context.socket(zmq.PUB)
s.bind('${address}')
n = 0
while True:
    n += 1
    s.send_multipart([b'other', b'x'])
    s.send_multipart([b'weather.paris', str(n).encode()])
    time.sleep(0.01)
`;
    const address = `tcp://127.0.0.1:${await refusedPort()}`;
    const first = startZmq(publisher(address));
    await using connection = await zeromq.createConnectionSub({ address, wait: LONG });
    await zeromq.subscribe({ connection, prefix: 'weather.' });
    const one = await zeromq.receiveData({ connection, timeout: LONG });
    expect(one).toMatchObject({ result: true, parts: [Buffer.from('weather.paris'), {}] });
    await first.stop();
    for (;;) if (!(await zeromq.receiveData({ connection, timeout: 300 })).result) break;
    startZmq(publisher(address));
    const next = await zeromq.receiveData({ connection, timeout: LONG });
    expect(next).toMatchObject({ result: true, parts: [Buffer.from('weather.paris'), {}] });
  });

  it('makes an XPUB socket see each subscription once', async () => {
    const program = await startBound(`
s = bound(zmq.XPUB)
s.setsockopt(zmq.XPUB_VERBOSE, 1)
for _ in range(2): say(s.recv())
time.sleep(60)
`);
    const { address } = program;
    await using connection = await zeromq.createConnectionSub({ address });
    await zeromq.subscribe({ connection, prefix: 'a' });
    await zeromq.subscribe({ connection, prefix: 'a' });
    await zeromq.subscribe({ connection, prefix: '' });
    expect([await program.line(), await program.line()]).toEqual(["b'\\x01a'", "b'\\x01'"]);
  });

  it('delivers all messages before it closes', async () => {
    const program = await startBound(`
s = bound(zmq.PULL)
s.setsockopt(zmq.RCVTIMEO, 20000)
time.sleep(0.2)
total = 0
for n in range(20000):
    message = s.recv()
    assert message == b'%d' % n, message
say('all')
`);
    const { address } = program;
    const connection = await zeromq.createConnectionPush({ address });
    const data = Buffer.alloc(5);
    for (let at = 0; at < 20_000; at++) {
      // The memory is used again: the message must have been copied.
      const length = data.write(String(at));
      await zeromq.sendData({ connection, data: data.subarray(0, length) });
    }
    expect(await zeromq.closeConnection({ connection })).toEqual({ result: true });
    expect(await program.line()).toBe('all');
  });

  it('keeps messages for a peer that comes back', async () => {
    const address = `tcp://127.0.0.1:${await refusedPort()}`;
    const puller = (count: number) => `
s = context.socket(zmq.PULL)
s.bind('${address}')
for n in range(${count}): say(s.recv().decode())
`;
    const first = startZmq(puller(1));
    await using connection = await zeromq.createConnectionPush({ address, wait: LONG });
    await zeromq.sendData({ connection, data: '0' });
    expect(await first.line()).toBe('0');
    await first.ended();
    await expect.poll(() => connection.peers.size, { timeout: LONG }).toBe(0);
    const sending = zeromq.sendData({ connection, data: '1' });
    const second = startZmq(puller(1));
    expect(await sending).toEqual({ result: true, peers: 1 });
    expect(await second.line()).toBe('1');
  });

  it('receives from a PUSH socket, which waits for a slow reader', async () => {
    const program = await startBound(`
s = bound(zmq.PUSH)
for n in range(200): s.send(b'x' * 100000)
say('sent')
time.sleep(60)
`);
    const { address } = program;
    await using connection = await zeromq.createConnectionPull({ address });
    let bytes = 0;
    for (let at = 0; at < 200; at++) {
      const found = await zeromq.receiveData({ connection, timeout: LONG });
      if (found.result) bytes += found.data.length;
    }
    expect(bytes).toBe(20_000_000);
    expect(await program.line()).toBe('sent');
  });

  it('answers pings of libzmq, which closes the connection otherwise', async () => {
    const program = await startBound(`
s = context.socket(zmq.PUSH)
s.setsockopt(zmq.HEARTBEAT_IVL, 50)
s.setsockopt(zmq.HEARTBEAT_TIMEOUT, 200)
s.setsockopt(zmq.HEARTBEAT_TTL, 500)
say(s.bind_to_random_port('tcp://127.0.0.1'))
m = s.get_monitor_socket(zmq.EVENT_DISCONNECTED)
say(m.poll(1500))
s.send(b'still here')
time.sleep(60)
`);
    const { address } = program;
    await using connection = await zeromq.createConnectionPull({ address });
    expect(await program.line()).toBe('0');
    const found = await zeromq.receiveData({ connection, timeout: LONG });
    expect(found).toMatchObject({ data: Buffer.from('still here') });
  });

  it('says that the other side is another type of socket', async () => {
    const { address } = await startBound('s = bound(zmq.PUB)\ntime.sleep(60)');
    const error = await failure(zeromq.createConnectionReq({ address }), ServiceError);
    expect(error).toMatchObject({ reason: 'SOCKET_TYPE', retryable: false });
    expect(error.message).toContain('a PUB socket, but REQ needs REP or ROUTER');
  });

  it('says that the other side may need a password, if it hangs up', async () => {
    const { address } = await startBound(`
s = context.socket(zmq.REP)
s.plain_server = True
say(s.bind_to_random_port('tcp://127.0.0.1'))
time.sleep(60)
`);
    const error = await failure(zeromq.createConnectionReq({ address }), ConnectionError);
    expect(error.message).toMatch(/closed the connection during the handshake.*authentication/s);
  });
});

describe('without the other side', () => {
  it('a send times out, and says that no peer was there', async () => {
    await using server = await zeromq.bindPortPull({ port: 0 });
    const address = `tcp://127.0.0.1:${server.port}`;
    await using connection = await zeromq.createConnectionPush({ address, linger: 0 });
    await server.close();
    await expect.poll(() => connection.peers.size, { timeout: LONG }).toBe(0);
    const sending = zeromq.sendData({ connection, data: 'x', timeout: 50 });
    const error = await failure(sending, TimeoutError);
    expect(error.message).toContain(`no peer was reachable at 127.0.0.1:${server.port}`);
  });

  it('a reply times out as the absence of a message', async () => {
    await using server = await zeromq.bindPortRep({ port: 0 });
    const address = `tcp://127.0.0.1:${server.port}`;
    await using connection = await zeromq.createConnectionReq({ address });
    await zeromq.sendData({ connection, data: 'x' });
    const found = await zeromq.receiveData({ connection, timeout: 50 });
    expect(found).toEqual({ result: false, error: 'no message arrived within 0.05 s' });
    const error = await failure(
      zeromq.receiveData({ connection: server, timeout: LONG }).then(async () => {
        await zeromq.sendData({ connection: server, data: 'y' });
        return zeromq.sendData({ connection: server, data: 'z' });
      }),
      ServiceError,
    );
    expect(error.reason).toBe('EFSM');
  });

  it('a receive before a request says so', async () => {
    await using server = await zeromq.bindPortRep({ port: 0 });
    const address = `tcp://127.0.0.1:${server.port}`;
    await using connection = await zeromq.createConnectionReq({ address });
    const error = await failure(zeromq.receiveData({ connection }), ServiceError);
    expect(error.reason).toBe('EFSM');
  });

  it('waits for a socket that is bound later, if it is told to', async () => {
    const port = await refusedPort();
    const opening = zeromq.createConnectionPush({ address: `tcp://127.0.0.1:${port}`, wait: LONG });
    await using server = await zeromq.bindPortPull({ port });
    await using connection = await opening;
    await zeromq.sendData({ connection, data: 'x' });
    const found = await zeromq.receiveData({ connection: server, timeout: LONG });
    expect(found).toMatchObject({ data: Buffer.from('x') });
  });
});

describe('a hostile server', () => {
  const answering = async (...bytes: Buffer[]) => {
    const { host } = await startRaw((socket) => {
      socket.on('error', () => {});
      for (const one of bytes) socket.write(one);
    });
    return `tcp://${host}`;
  };
  const old = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1]);
  const curve = encodeGreeting();
  curve.write('CURVE', 12);
  const error = Buffer.from('\x04\x09\x05ERROR\x02no', 'latin1');

  it.each([
    ['speaks HTTP', [Buffer.from('HTTP/1.1 400 Bad\r\n\r\n')], 'NOT_ZMTP'],
    ['speaks ZMTP 2', [old], 'VERSION'],
    ['requires a password', [curve], 'MECHANISM'],
    ['refuses', [encodeGreeting(), error], 'REFUSED'],
    ['sends invalid flags', [encodeGreeting(), Buffer.from([0xf0, 0])], 'PROTOCOL'],
    ['sends a message first', [encodeGreeting(), Buffer.from([0, 0])], 'PROTOCOL'],
    [
      'sends a command too large',
      [encodeGreeting(), Buffer.from('060000ffffffffffff', 'hex')],
      'TOO_LARGE',
    ],
  ])('that %s', async (_, bytes, reason) => {
    const address = await answering(...bytes);
    const found = await failure(zeromq.createConnectionReq({ address }), ServiceError);
    expect(found).toMatchObject({ reason, exitStatus: 1 });
  });

  it('that does not accept what is sent makes closing fail in time, with the number', async () => {
    const ready = Buffer.from('\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PULL', 'latin1');
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.write(Buffer.concat([encodeGreeting(), ready]));
      socket.pause();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const address = `tcp://127.0.0.1:${port}`;
    const connection = await zeromq.createConnectionPush({ address, linger: 100 });
    const data = Buffer.alloc(1024 * 1024);
    const sent = async () => {
      for (;;) await zeromq.sendData({ connection, data, timeout: 200 });
    };
    const full = await failure(sent(), TimeoutError);
    expect(full.message).toContain('did not read its messages within 0.2 s');
    const left = await failure(zeromq.closeConnection({ connection }), ConnectionError);
    expect(left.message).toMatch(/\d+ messages were not sent: .* within 0.1 s \(linger\)/);
    server.close();
  });
});

describe('what is refused', () => {
  it.each([
    ['ipc:///tmp/x', /the transport ipc is not supported/],
    ['tcp://127.0.0.1', /the port is missing/],
    ['tcp://*:5555', /connection refused|no such host|neither a name/],
  ])('%s', async (address, words) => {
    const opening = zeromq.createConnectionReq({ address }, { connectTimeout: 2000 });
    await expect(opening).rejects.toThrow(words);
  });

  it('a connection of another type, and subscriptions without end', async () => {
    await using server = await zeromq.bindPortPub({ port: 0 });
    const address = `tcp://127.0.0.1:${server.port}`;
    await using connection = await zeromq.createConnectionSub({ address });
    const wrong = await failure(
      zeromq.sendData({ connection: connection as never, data: 'x' }),
      InputError,
    );
    expect(wrong.message).toContain('an open connection or port that sends');
    const prefix = 'x'.repeat(2000);
    const long = await failure(zeromq.subscribe({ connection, prefix }), InputError);
    expect(long.param).toBe('prefix');
    expect(await zeromq.isConnectorObject({ value: connection })).toBe(true);
    expect(await zeromq.isConnectorObject({ value: {} })).toBe(false);
  });
});
