import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Authority,
  authority,
  type Certificate,
  whyNoOpenssl,
} from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { startRaw } from '../../../test/support/server.js';
import { startSocks } from '../../../test/support/socks-server.js';
import { ConnectionError, InputError, ServiceError } from '../../core/errors/errors.js';
import mongodb from './index.js';
import { type StandIn, startStandIn } from './testing/server.js';

const user = { name: 'me@home', password: 'p@s:s/w%rd,=' };
const who = `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}`;

describe('a login', () => {
  let server: StandIn;
  beforeAll(async () => {
    server = await startStandIn({ user });
  });
  const list = (who: string, rest = '') =>
    mongodb.getListOfBases({ connection: `mongodb://${who}@${server.host}/${rest}` });

  it.each(['SCRAM-SHA-1', 'SCRAM-SHA-256', 'DEFAULT'])('uses %s', async (mechanism) => {
    const { data } = await list(who, `?authMechanism=${mechanism}`);
    expect(data.ok).toBe(1);
  });

  it('with a wrong password is tried once', async () => {
    const before = server.commands.length;
    const error = await failure(list('me%40home:wrong'), ServiceError);
    expect(error).toMatchObject({
      ...{ reason: 'AuthenticationFailed', busy: false, retryable: false, exitStatus: 1 },
      details: { code: 18 },
    });
    expect(error.message).toContain('looked up in the database admin');
    const sent = server.commands.slice(before).map((one) => Object.keys(one)[0]);
    expect(sent.filter((name) => /^sasl/.test(name!))).toEqual(['saslStart', 'saslContinue']);
  });

  it('in the wrong database says which one it was', async () => {
    const error = await failure(list(who, 'shop'), ServiceError);
    expect(error.message).toContain('looked up in the database shop');
    expect(error.message).toContain('authSource=admin');
    expect((await list(who, 'shop?authSource=admin')).data.ok).toBe(1);
  });

  it('is needed', async () => {
    const connection = `mongodb://${server.host}/shop`;
    const error = await failure(mongodb.getDatabase({ connection }), ServiceError);
    expect(error).toMatchObject({ reason: 'Unauthorized', details: { code: 13 } });
    expect(error.message).toContain('Name a user in connection');
  });

  it('allows what the roles of the user allow', async () => {
    const admin = `mongodb://${who}@${server.host}/shop?authSource=admin`;
    await mongodb.createUser({ connection: admin, name: 'ada', password: 'hers', roles: 'read' });
    const connection = `mongodb://ada:hers@${server.host}/shop`;
    expect((await mongodb.getDatabase({ connection })).data.db).toBe('shop');
    const inserting = mongodb.insertDocuments({ connection, collection: 'c', documents: [{}] });
    const error = await failure(inserting, ServiceError);
    expect(error.reason).toBe('Unauthorized');
    expect(error.message).toContain('needs a role');
  });

  it('goes through a SOCKS5 proxy', async () => {
    const socks = await startSocks({ user: 'p', password: 'q' });
    const at = `proxyHost=127.0.0.1&proxyPort=${socks.port}&proxyUsername=p&proxyPassword=q`;
    expect((await list(who, `?${at}`)).data.ok).toBe(1);
    expect(new Set(socks.reached)).toEqual(new Set([server.host]));
    const error = await failure(list(who, `?${at}x`), ServiceError);
    expect(error.reason).toBe('PROXY_AUTH');
    expect(error.message).not.toContain('qx');
  });
});

const why = whyNoOpenssl();
const noTls = why ? ` (skipped: ${why})` : '';

describe.skipIf(noTls)(`an encrypted connection${noTls}`, () => {
  let signer: Authority;
  let good: StandIn;
  const start = ({ cert, key }: Certificate, more = {}) =>
    startStandIn({ user, tls: { cert, key, ...more } });

  beforeAll(async () => {
    if (why) return;
    signer = await authority();
    good = await start(await signer.sign('good', 'IP:127.0.0.1'));
  });
  const list = ({ host }: StandIn, query: string, call = {}) =>
    mongodb.getListOfBases({ connection: `mongodb://${who}@${host}/?${query}` }, call);

  it('is verified with the authority of the connection string, or of the call', async () => {
    const ca = encodeURIComponent(signer.certPath);
    expect((await list(good, `tls=true&tlsCAFile=${ca}`)).data.ok).toBe(1);
    expect((await list(good, 'tls=true', { ca: signer.certPath })).data.ok).toBe(1);
    expect((await list(good, 'tlsInsecure=true')).data.ok).toBe(1);
  });

  it('fails if the authority is unknown', async () => {
    const error = await failure(list(good, 'tls=true'), ConnectionError);
    expect(error).toMatchObject({ sent: false, retryable: false });
    expect(error.message).toContain('is not trusted');
  });

  it('fails if the certificate is for another host, or has expired', async () => {
    const other = await start(await signer.sign('other', 'DNS:other.example'));
    const ca = { ca: signer.certPath };
    const wrong = await failure(list(other, 'tls=true', ca), ConnectionError);
    expect(wrong.message).toContain('is for a different host name');
    expect((await list(other, 'tlsAllowInvalidHostnames=true', ca)).data.ok).toBe(1);
    const valid = { from: '20200101000000Z', to: '20210101000000Z' };
    const old = await start(await signer.sign('old', 'IP:127.0.0.1', valid));
    const expired = await failure(list(old, 'tls=true', ca), ConnectionError);
    expect(expired.message).toContain('has expired');
  });

  it('has the certificate of a client, with X.509 as its login', async () => {
    const client = await signer.sign('client', 'DNS:me');
    const { cert, key } = await signer.sign('server', 'IP:127.0.0.1');
    const seen: unknown[] = [];
    const server = await startStandIn({
      tls: { cert, key, ca: signer.cert, requestCert: true, rejectUnauthorized: true },
      intercept(command) {
        if (!('authenticate' in command)) return undefined;
        seen.push(command.mechanism, command.$db);
        return { ok: 1 };
      },
    });
    const query = 'tls=true&authMechanism=MONGODB-X509';
    const connection = `mongodb://${server.host}/?${query}`;
    const call = { ca: signer.certPath, cert: client.certPath, key: client.keyPath };
    expect((await mongodb.getListOfBases({ connection }, call)).data.ok).toBe(1);
    expect(seen).toEqual(['MONGODB-X509', '$external']);
    const without = mongodb.getListOfBases({ connection }, { ca: signer.certPath });
    await failure(without, ConnectionError);
  });

  it('fails if the server has none, and the password is not sent', async () => {
    let received = '';
    const { host } = await startRaw((socket) => {
      socket.on('data', (data) => {
        received += data.toString('latin1');
        socket.end();
      });
    });
    const connection = `mongodb://${who}@${host}/?tls=true`;
    const error = await failure(mongodb.getListOfBases({ connection }), ConnectionError);
    expect(error.message).toContain('tls=true');
    expect(received).not.toContain('me@home');
    const plain = await startStandIn({ user });
    await failure(list(plain, 'tls=true'), ConnectionError);
    expect(plain.commands).toEqual([]);
  });
});

it.each([
  ['authMechanism=MONGODB-AWS', 'authMechanism=MONGODB-AWS, which is not supported'],
  ['authMechanism=GSSAPI', 'which is not supported'],
  ['authMechanism=MONGODB-OIDC', 'which is not supported'],
  ['authMechanism=PLAIN', 'without tls=true'],
  ['mongodbLogPath=/tmp/x', 'unknown or unsupported option "mongodbLogPath"'],
  ['tls=yes', 'neither true nor false'],
  ['tls=true&ssl=false', 'contradict'],
  ['proxyPort=5', 'no proxyHost'],
  ['w=1&w=2', 'the option w twice'],
  ['replicaset=', 'without a value'],
  ['maxPoolSize=many', 'cannot be used'],
])('the option %s is refused before connecting', async (query, says) => {
  const connection = `mongodb://me:secret-4711@127.0.0.1:1/?${query}`;
  const error = await failure(mongodb.getListOfBases({ connection }), InputError);
  expect(error.message).toContain(says);
  expect(error.message).not.toContain('secret-4711');
});
