import dgram from 'node:dgram';
import dns from 'node:dns';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import { ConnectionError, OintError } from '../../core/errors/errors.js';
import mongodb from './index.js';
import { type StandIn, startStandIn } from './testing/server.js';

/**
 * A name server on loopback that only knows SRV and TXT records. The addresses of names come from the
 * system's resolver, which knows `localhost`.
 */
let records: { srv?: { host: string; port: number }[]; txt?: string } = {};
const socket = dgram.createSocket('udp4');
const before = dns.getServers();
let server: StandIn;

beforeAll(async () => {
  server = await startStandIn({ user: { name: 'me', password: 'pw' } });
  socket.on('message', (query, from) => socket.send(answerTo(query), from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  dns.setServers([`127.0.0.1:${socket.address().port}`]);
});

afterAll(() => {
  dns.setServers(before);
  socket.close();
});

const [SRV, TXT] = [33, 16];

/** RFC 1035 and RFC 2782. */
function answerTo(query: Buffer): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const type = query.readUInt16BE(end - 4);
  const data =
    type === SRV
      ? (records.srv ?? []).map(({ host, port }) => {
          const labels = host.split('.').map((one) => `${String.fromCharCode(one.length)}${one}`);
          const start = Buffer.alloc(6);
          start.writeUInt16BE(port, 4);
          return Buffer.concat([start, Buffer.from(`${labels.join('')}\0`, 'latin1')]);
        })
      : type === TXT && records.txt !== undefined
        ? [Buffer.from(`${String.fromCharCode(records.txt.length)}${records.txt}`, 'latin1')]
        : [];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(data.length > 0 ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(data.length, 6);
  header.fill(0, 8);
  const answers = data.map((one) => {
    const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
    head.writeUInt16BE(one.length, 10);
    return Buffer.concat([head, one]);
  });
  return Buffer.concat([header, query.subarray(12, end), ...answers]);
}

const list = (more = '', call = {}) =>
  mongodb.getListOfBases(
    { connection: `mongodb+srv://me:pw@cluster.example.localhost/shop?tls=false${more}` },
    call,
  );

it('mongodb+srv finds the servers in the DNS, and options', async () => {
  records = {
    srv: [{ host: 'db1.example.localhost', port: server.port }],
    txt: 'authSource=admin',
  };
  const found = await list().catch((error) => error);
  // Not every system's resolver knows names below localhost; then the error names the host.
  if (found instanceof OintError) {
    expect(found.message).toContain(`could not resolve db1.example.localhost:${server.port}`);
  } else expect(found.data.ok).toBe(1);
});

it('mongodb+srv uses encryption if nothing else is said', async () => {
  records = { srv: [{ host: 'db1.example.localhost', port: server.port }] };
  const connection = 'mongodb+srv://me:pw@cluster.example.localhost/shop';
  const error = await failure(mongodb.getListOfBases({ connection }), ConnectionError);
  expect(error.sent).toBe(false);
  expect(server.commands.filter((one) => 'saslStart' in one && one.$db === 'shop')).toEqual([]);
});

it('mongodb+srv follows no record to another domain', async () => {
  records = { srv: [{ host: 'evil.example.org', port: server.port }] };
  const error = await failure(list(), OintError as never);
  expect((error as Error).message).toContain('does not share hostname with parent URI');
});

it('mongodb+srv does not lead a model to an address inside', async () => {
  records = { srv: [{ host: 'localhost.example.localhost', port: 80 }] };
  const roots = await Roots.of([await folder()], 'Use --root.');
  const access = new ClosedAccess({ roots }, { hosts: [], hint: 'Use --hosts.' });
  const input = { connection: 'mongodb+srv://me:pw@cluster.example.localhost/shop?tls=false' };
  const asked = mongodb.getListOfBases.definition.invoke(input, { access });
  const error = await failure(asked, OintError as never);
  expect((error as Error).message).toMatch(/is not allowed|could not resolve/);
  await access.close();
});

it('a name without records is an error that names it', async () => {
  records = {};
  const error = await failure(list(), ConnectionError);
  expect(error).toMatchObject({ reason: 'ENOTFOUND', sent: false });
  expect(error.message).toContain('could not resolve cluster.example.localhost');
});
