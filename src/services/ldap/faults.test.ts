import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { startRaw } from '../../../test/support/server.js';
import { noSlapd, startSlapd } from '../../../test/support/slapd.js';
import {
  AbortedError,
  ConnectionError,
  InputError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import ldap, {
  add,
  createConnection,
  getLog,
  getLoggingSettings,
  isConnector,
  performSearch,
} from './index.js';

describe.skipIf(noSlapd)(`a real slapd${noSlapd}`, () => {
  it('that refers to another server is an error that names it', async () => {
    const server = await startSlapd({ lines: ['referral ldap://other.example.org/'] });
    const connection = server.settings;
    const searching = performSearch({ connection, base: 'dc=elsewhere,dc=org' });
    const error = await failure(searching, ServiceError);
    expect(error.reason).toBe('referral');
    expect(error.message).toContain('ask ldap://other.example.org/dc=elsewhere,dc=org');
    expect(error.hint).toContain('Another server');
    const adding = ldap.delete({ connection, dn: 'cn=x,dc=elsewhere,dc=org' });
    expect((await failure(adding, ServiceError)).details.referrals).toHaveLength(1);
  });

  it('lists the parts of the directory that another server has', async () => {
    const server = await startSlapd();
    await using connection = await createConnection({ settings: server.settings });
    const dc = { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' };
    await add({ connection, dn: server.base, attributes: dc });
    const ref = 'ldap://other.example.org/ou=far,dc=example,dc=com';
    const far = { objectClass: ['referral', 'extensibleObject'], ou: 'far', ref };
    await add({ connection, dn: `ou=far,${server.base}`, attributes: far });
    const { data, referrals } = await performSearch({ connection, base: server.base });
    expect(data).toHaveLength(1);
    expect(referrals).toEqual([expect.stringContaining('ldap://other.example.org/ou=far')]);
  });

  it('may go away: all calls end at once, and the connection is closed', async () => {
    const server = await startSlapd();
    const logging = await getLoggingSettings({ memory: true });
    await using connection = await createConnection({ settings: server.settings, logging });
    expect(await isConnector({ value: connection })).toBe(true);
    server.process.kill('SIGSTOP');
    const calls = [1, 2].map(() => performSearch({ connection, base: server.base }));
    const all = Promise.all(calls.map((one) => failure(one, ConnectionError)));
    server.process.kill('SIGKILL');
    for (const error of await all) expect(error.message).toContain('was lost');
    expect(connection.isOpen).toBe(false);
    const late = await failure(performSearch({ connection, base: '' }), InputError);
    expect(late.message).toContain('this connection is closed');
    expect(await getLog({ connection, asText: true })).toContain('Connection lost');
  });

  it('that stops answering is given up by the deadline and the signal', async () => {
    const server = await startSlapd();
    await using connection = await createConnection({
      settings: { ...server.settings, timeout: 0.2 } as never,
    });
    server.process.kill('SIGSTOP');
    try {
      const asked = { connection, base: server.base };
      const late = await failure(performSearch(asked), TimeoutError);
      expect(late).toMatchObject({ deadline: 'idleTimeout', after: 200 });
      const whole = await failure(performSearch(asked, { timeout: 100 }), TimeoutError);
      expect(whole).toMatchObject({ deadline: 'timeout', after: 100 });
      const signal = AbortSignal.timeout(50);
      await failure(performSearch(asked, { signal }), AbortedError);
    } finally {
      server.process.kill('SIGCONT');
    }
  });
});

describe('a server', () => {
  const SUCCESS = Buffer.from('300c02010061070a010004000400', 'hex');
  /** Answers the bind, whose ID is 2, and then sends this. */
  async function startOdd(then: string | Buffer) {
    const { host } = await startRaw((socket) => {
      socket.once('data', () => {
        const bound = Buffer.from(SUCCESS);
        bound[4] = 2;
        socket.write(bound);
        socket.once('data', () => void socket.write(then));
      });
    });
    return { url: `ldap://${host}` };
  }
  const search = { base: 'dc=example', filter: '(cn=*)' };

  it.each([
    ['that speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['that announces a huge message', Buffer.from('3084ffffffff02', 'hex')],
    ['that sends a message of unknown length', Buffer.from('3080020102', 'hex')],
  ])('%s is not LDAP', async (_, sent) => {
    const { host } = await startRaw((socket) => void socket.write(sent));
    const opening = createConnection({ settings: { url: `ldap://${host}` } });
    const error = await failure(opening, ResponseError);
    expect(error.message).toContain(`${host} is not an LDAP server`);
    const connection = await startOdd(sent);
    await failure(performSearch({ connection, ...search }), ResponseError);
  });

  it('that sends a message that cannot be read', async () => {
    const connection = await startOdd(Buffer.from('3003040101', 'hex'));
    await failure(performSearch({ connection, ...search }), ResponseError);
  });

  it('that announces the end of the connection is quoted', async () => {
    const words = 'The server will be unavailable';
    const text = Buffer.concat([Buffer.from([0x04, words.length]), Buffer.from(words)]);
    const result = Buffer.concat([Buffer.from('0a01340400', 'hex'), text]);
    const operation = Buffer.concat([Buffer.from([0x78, result.length]), result]);
    const whole = Buffer.concat([Buffer.from('020100', 'hex'), operation]);
    const connection = await startOdd(Buffer.concat([Buffer.from([0x30, whole.length]), whole]));
    const error = await failure(performSearch({ connection, ...search }), ConnectionError);
    expect(error.message).toContain(`ended the connection: ${words}`);
  });
});

describe('settings', () => {
  it.each([
    [{ url: 'ldap://h', bind_dn: 'cn=a', password: '' }, 'password is empty'],
    [{ url: 'ldap://h', bind_dn: 'cn=a' }, 'password is empty'],
    [{ url: 'ldap://h', password: 'p' }, 'bind_dn is empty'],
    [{ url: 'https://h' }, 'url must be such as'],
    [{ url: 'ldap://h:1/dc=x' }, 'url must be such as'],
    [{ bind_dn: 'cn=a', password: 'p' }, 'url is missing'],
    [{ url: 'ldap://h', host: 'h' }, 'unknown field "host"'],
  ])('that are invalid are refused before connecting: %j', async (settings, says) => {
    expect((await failure(createConnection({ settings }), InputError)).message).toContain(says);
  });
});

describe('a filter', () => {
  const connection = { url: 'ldap://127.0.0.1:1' };
  it.each([
    ['', 'filter'],
    ['(cn=a', 'a closing parenthesis is missing'],
    ['(cn=a))', 'unexpected text after the filter'],
    ['(&(cn=a)(', 'is missing'],
    ['(=a)', 'the attribute is missing'],
    ['(cn=a(b)', 'has a ( that is not escaped'],
    ['(cn=a\\zz)', 'has a \\ that is not escaped'],
    ['('.repeat(5000), 'filter'],
    [`${'(!'.repeat(200)}(a=b)${')'.repeat(200)}`, 'nested too deep'],
    ['{}', 'the object is empty'],
    ["{'cn':{'near':'x'}}", 'unknown comparison "near"'],
    ["{'a b':'x'}", 'is not the name of an attribute'],
    ["{'or':'x'}", 'must be a list of objects'],
  ])('that is invalid is refused: %j', async (filter, says) => {
    const searching = performSearch({ connection, base: '', filter });
    const error = await failure(searching, InputError);
    expect(error.message).toContain(says);
  });
});
