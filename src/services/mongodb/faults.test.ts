import net from 'node:net';
import fc from 'fast-check';
import type { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { startRaw } from '../../../test/support/server.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import {
  AbortedError,
  ConnectionError,
  InputError,
  OintError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import { checkedHello } from './hello.js';
import mongodb from './index.js';
import { SILENCE, type StandIn, startStandIn } from './testing/server.js';

const urlOf = ({ host }: { host: string }, rest = 'shop') => `mongodb://${host}/${rest}`;

describe('a server', () => {
  it('that restarts is used again by the same connection', async () => {
    const first = await startStandIn();
    await using connection = await mongodb.createConnection({ connectionString: urlOf(first) });
    expect((await mongodb.getDatabase({ connection })).data.db).toBe('shop');
    await first.close();
    const error = await failure(
      mongodb.getDatabase({ connection }, { timeout: 15_000 }),
      ConnectionError,
    );
    expect(error.exitStatus).toBe(3);
    await restarted(first.port);
    await expect
      .poll(
        () =>
          mongodb.getDatabase({ connection }).then(
            ({ data }) => data.db,
            () => '',
          ),
        {
          timeout: 15_000,
        },
      )
      .toBe('shop');
    expect(connection.isOpen).toBe(true);
  }, 40_000);

  it('that dies in the middle of its answer', async () => {
    const server = await startStandIn({
      intercept(command, socket) {
        if (!('find' in command)) return undefined;
        socket.write(Buffer.from('e80300000100000001000000dd070000', 'hex'));
        return null;
      },
    });
    const finding = mongodb.getDocuments({ connection: urlOf(server), collection: 'c' });
    const error = await failure(finding, ConnectionError);
    expect(error).toMatchObject({ sent: true, retryable: true });
    expect(error.message).toContain('It is not known whether the server completed the operation');
  });

  it.each([
    ['lies about the length', Buffer.from('ffffff7f0100000001000000dd070000', 'hex')],
    ['sends a negative length', Buffer.from('ffffffff0100000001000000dd070000', 'hex')],
    ['speaks HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'sends a document that is cut',
      Buffer.from(`1d0000000100000001000000dd07000000000000006400000000000000`, 'hex'),
    ],
  ])('that %s', async (_, sent) => {
    const server = await startStandIn({
      intercept(command, socket) {
        if (!('find' in command)) return undefined;
        const bytes = Buffer.from(sent);
        socket.write(bytes, () => setImmediate(() => socket.destroy()));
        return { ok: 1 };
      },
    });
    const finding = mongodb.getDocuments({ connection: urlOf(server), collection: 'c' });
    await failure(finding, OintError as never);
  });

  it.each([
    ['nested too deep', nested(20_000)],
    ['that lies about its length', Buffer.from('ffffff7f016f6b00000000000000f03f00', 'hex')],
    ['with a type that does not exist', Buffer.from('0d0000007f6f6b000000000000', 'hex')],
    ['without its end', Buffer.from('11000000016f6b00000000000000f03f', 'hex')],
    ['that is empty', Buffer.alloc(0)],
  ])('that answers with a document %s', async (_, reply) => {
    const server = await startStandIn({
      intercept: (command) => ('find' in command || 'dbStats' in command ? reply : undefined),
    });
    const connection = urlOf(server);
    for (const asked of [
      mongodb.getDatabase({ connection }),
      mongodb.getDocuments({ connection, collection: 'c' }),
    ]) {
      const error = await asked.then(
        () => undefined,
        (thrown) => thrown,
      );
      expect(error).toBeInstanceOf(OintError);
    }
  });

  it.each([
    ['of no bytes', Buffer.alloc(16)],
    [
      'that is compressed',
      Buffer.from('640000000100000001000000dc070000dd0700000000007f02', 'hex'),
    ],
  ])('that sends a message %s is not read', async (_, sent) => {
    const server = await startStandIn({
      intercept(command, socket) {
        if (!('find' in command)) return undefined;
        socket.write(sent);
        return SILENCE;
      },
    });
    const finding = mongodb.getDocuments({ connection: urlOf(server), collection: 'c' });
    await failure(finding, ResponseError);
  });

  it('that does not answer is given up by the deadline and the signal', async () => {
    const server = await startRaw(() => {});
    const connection = urlOf(server);
    const late = await failure(
      mongodb.getDatabase({ connection }, { connectTimeout: 100 }),
      TimeoutError,
    );
    expect(late).toMatchObject({ deadline: 'connectTimeout', after: 100 });
    const slow = await startStandIn({ intercept: (one) => ('find' in one ? SILENCE : undefined) });
    const asked = { connection: urlOf(slow), collection: 'c' };
    const whole = await failure(mongodb.getDocuments(asked, { timeout: 300 }), TimeoutError);
    expect(whole).toMatchObject({ deadline: 'timeout', after: 300 });
    const signal = AbortSignal.timeout(200);
    await failure(mongodb.getDocuments(asked, { signal }), AbortedError);
  });

  it('that is busy can be asked again later', async () => {
    for (const [code, codeName] of [
      [112, 'WriteConflict'],
      [24, 'LockTimeout'],
      [91, 'ShutdownInProgress'],
      [11600, 'InterruptedAtShutdown'],
      [262, 'ExceededTimeLimit'],
    ] as const) {
      const error = await refused({ code, codeName, errmsg: 'later' });
      expect(error, codeName).toMatchObject({ reason: codeName, busy: true, exitStatus: 75 });
    }
  });

  it('that refuses for good says why', async () => {
    const late = await refused({ code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'too long' });
    expect(late).toMatchObject({ busy: false, exitStatus: 1 });
    expect(late.hint).toContain('maxTimeMS');
    const errmsg = 'Transaction numbers are only allowed on a replica set member or mongos';
    const standalone = await refused({ code: 20, codeName: 'IllegalOperation', errmsg });
    expect(standalone.hint).toContain('retryWrites=false');
  });

  it('is told what a document must not contain, and no terminal sequence reaches the user', async () => {
    const error = await refused({ code: 2, codeName: 'BadValue', errmsg: 'bad \u001b[31mvalue' });
    expect(error.message).toContain('BadValue, 2');
  });
});

/** A document of the server with documents inside each other. */
function nested(levels: number): Buffer {
  const whole = Buffer.alloc(levels * 8 + 5);
  for (let at = 0, level = 0; level < levels; level++, at += 7) {
    whole.writeInt32LE(whole.length - level * 8, at);
    whole.write('\x03a\0', at + 4, 'latin1');
  }
  whole.writeInt32LE(5, levels * 7);
  return whole;
}

async function refused(reply: BSON.Document): Promise<ServiceError> {
  const server = await startStandIn({
    intercept: (command) => ('insert' in command ? { ok: 0, ...reply } : undefined),
  });
  const given = { connection: urlOf(server), collection: 'c', documents: [{ a: 1 }] };
  return failure(mongodb.insertDocuments(given), ServiceError);
}

/** The same server on the same port. */
async function restarted(port: number): Promise<void> {
  const again = await startStandIn();
  const relay = net.createServer((socket) => {
    const other = net.connect(again.port, '127.0.0.1');
    socket.pipe(other).pipe(socket);
    for (const one of [socket, other]) one.on('error', () => {}).unref();
  });
  relay.unref();
  await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve));
}

/** A server that announces others as members of its replica set. */
function announcing(hosts: unknown, more: BSON.Document = {}): Promise<StandIn> {
  return startStandIn({
    hello: (host) => ({
      ...{ setName: 'rs0', setVersion: 1, me: host, primary: host },
      hosts: Array.isArray(hosts) ? [host, ...hosts] : hosts,
      ...more,
    }),
  });
}

describe('a server that announces others', () => {
  it.each([
    [['%%%']],
    [['a b:1']],
    [['127.0.0.1:0']],
    [['127.0.0.1:99999']],
    [[5]],
    [[null]],
    [['']],
    [['/tmp/x.sock']],
    ['127.0.0.1:1'],
    [Array.from({ length: 101 }, (_, at) => `127.0.0.1:${at + 1}`)],
  ])('is not believed if they are no addresses: %j', async (hosts) => {
    const connection = urlOf(await announcing(hosts));
    const error = await failure(mongodb.getDatabase({ connection }), ResponseError);
    expect(error.message).toMatch(/not an address|not a list|more than 100 servers/);
  });

  it('does not lead a model to them', async () => {
    let reached = 0;
    const inner = await startRaw(() => void reached++);
    const metadata = ['169.254.169.254:80', '[::ffff:a9fe:a9fe]:80', '[fd00:ec2::254]:80'];
    const outer = await announcing([inner.host, ...metadata]);
    const roots = await Roots.of([await folder()], 'Use --root.');
    // The user has opened this server, and nothing else of this machine.
    const network = { hosts: [outer.host], hint: 'Use --hosts.' };
    const access = new ClosedAccess({ roots }, network);
    const input = { connection: urlOf(outer) };
    const found = await mongodb.getDatabase.definition.invoke(input, { access });
    expect(found).toMatchObject({ data: { db: 'shop' } });
    expect(reached).toBe(0);
    const opened = new ClosedAccess({ roots }, { hosts: ['*'], hint: '' });
    const straight = { connection: 'mongodb://169.254.169.254:80/shop' };
    const asked = mongodb.getDatabase.definition.invoke(straight, { access: opened });
    expect((await failure(asked, InputError)).message).toContain('metadata');
    await access.close();
    await opened.close();
  });

  it('is shown as it is to a caller who asks', async () => {
    const connection = urlOf(await announcing([]));
    const { data } = await mongodb.executeCommand({ connection, command: 'hello' });
    expect(data).toMatchObject({ setName: 'rs0', localTime: { $date: expect.anything() } });
  });

  it('is used like any other', async () => {
    const server = await announcing([]);
    expect(
      (await mongodb.getDatabase({ connection: urlOf(server, 'shop?replicaSet=rs0') })).data.db,
    ).toBe('shop');
    const other = await failure(
      mongodb.getDatabase({ connection: urlOf(server, 'shop?replicaSet=rs1') }),
      ServiceError,
    );
    expect(other.message).toContain('no server is a member of the replica set "rs1"');
    const secondary = { ismaster: false, isWritablePrimary: false, secondary: true };
    const without = await announcing([], { ...secondary, primary: undefined });
    const missing = await failure(
      mongodb.getDatabase({ connection: urlOf(without) }, { connectTimeout: 500 }),
      ConnectionError,
    );
    expect(missing.reason).toBe('SERVER_SELECTION');
    expect(missing.message).toContain('RSSecondary');
    const reading = urlOf(without, 'shop?readPreference=secondary');
    expect((await mongodb.getDocuments({ connection: reading, collection: 'c' })).data).toEqual([]);
  });

  it('may say anything about itself', async () => {
    const value = fc.oneof(
      ...[fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.double()],
      fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 3 }), fc.oneof(fc.string(), fc.integer()), {
        maxKeys: 2,
      }),
    );
    const names = [
      ...['hosts', 'passives', 'arbiters', 'primary', 'me', 'setName', 'setVersion', 'electionId'],
      ...['tags', 'topologyVersion', 'lastWrite', 'maxWireVersion', 'minWireVersion', 'msg'],
      ...['$clusterTime', 'logicalSessionTimeoutMinutes', 'maxBsonObjectSize', 'compression'],
      ...['saslSupportedMechs', 'speculativeAuthenticate', 'connectionId', 'ismaster', 'secondary'],
    ];
    const hello = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(hello, async (fields) => {
        const server = await startStandIn({ hello: fields as BSON.Document });
        await mongodb
          .getDatabase({ connection: urlOf(server) }, { connectTimeout: 150 })
          .catch((error) => expect(error).toBeInstanceOf(OintError));
        await server.close();
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

it('what a server says about itself is read without an error of ours', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      try {
        expect(typeof checkedHello(value)).toBe('object');
      } catch (error) {
        expect((error as Error).constructor.name).toBe('BadHello');
      }
    }),
  );
});

it('a connection that a program forgot does not keep it alive', async () => {
  const server = await startStandIn();
  const program = `
    import mongodb from 'oint/mongodb';
    const connection = await mongodb.createConnection({ connectionString: '${urlOf(server)}' });
    console.log((await mongodb.getDatabase({ connection })).data.db);
  `;
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
  });
  const status = await new Promise((resolve) => child.once('exit', resolve));
  expect(printed).toBe('shop\n');
  expect(status).toBe(0);
});
