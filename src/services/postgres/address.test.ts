import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inProgram, read, typed } from '../../../test/support/context.js';
import type { Destination } from './address.js';
import * as postgres from './index.js';
import { connectionString } from './target.js';

const parseAll = (text: string, context = inProgram()) =>
  read(connectionString, text, context) as Promise<Destination>;

const parse = async (text: string, context = inProgram()) =>
  (await parseAll(text, context)).addresses[0];

describe('a connection string', () => {
  it.each([
    [
      'postgresql://ann:pw@db.test:5433/shop',
      { host: 'db.test', port: 5433, user: 'ann', password: 'pw', database: 'shop' },
    ],
    [
      'postgres://ann@h/',
      { host: 'h', port: 5432, user: 'ann', database: 'ann', password: undefined },
    ],
    [
      'postgresql://a%40b:p%3Aw%2F%25@[::1]:1/x%20y',
      { host: '::1', user: 'a@b', password: 'p:w/%', database: 'x y' },
    ],
    // As users write them: a password with characters that a URL should encode.
    [
      'postgresql://ann:a/b@c#d!@h/shop',
      { user: 'ann', password: 'a/b@c#d!', host: 'h', database: 'shop' },
    ],
    [
      'postgresql://%2Fvar%2Frun/shop?user=ann&sslmode=require',
      { host: '/var/run', user: 'ann', sslMode: 'require' },
    ],
    [
      "host=h port=1 user=ann password='it\\'s \\\\ =' dbname=shop",
      { host: 'h', port: 1, password: "it's \\ =", database: 'shop' },
    ],
    [
      'postgresql://ann@h/d?schema=public&pgbouncer=true&connect_timeout=3',
      { connectTimeout: 3000, schema: 'public' },
    ],
  ])('%s', async (text, expected) => {
    expect(await parse(text)).toMatchObject(expected);
  });

  it.each([
    ['mysql://h/d', /neither a URL nor/],
    ['postgresql://h:99999/d', /port 99999/],
    ['postgresql://h/d?sslmode=full', /sslmode=full/],
    ['postgresql://h/d?sslmod=verify-full', /unknown parameter "sslmod"/],
    ['postgresql://h/d?channel_binding=require', /channel_binding=require, which is not supported/],
    ['postgresql://h/d?gssencmode=require', /gssencmode=require/],
    ['postgresql://h/d?sslnegotiation=direct', /sslnegotiation=direct/],
    ['host=h hostaddr=10.0.0.1', /hostaddr=10.0.0.1/],
    ['postgresql://a:1:2/d', /is not a valid URL/],
    ['host=a,b,c port=1,2', /3 hosts, but 2 ports/],
    ['host=a,b port=1,x', /invalid port x/],
    ['host=h target_session_attrs=master', /unknown target_session_attrs=master/],
    ['host=h load_balance_hosts=yes', /unknown load_balance_hosts=yes/],
    ['postgresql://u:100%zz@h/d', /% that is not followed/],
  ])('%s is rejected', async (text, says) => {
    await expect(parse(text)).rejects.toThrow(says);
  });

  it.each([
    ['host=a,b', ['a:5432', 'b:5432']],
    ['host=a,,b port=1,2,', ['a:1', 'localhost:2', 'b:5432']],
    ['host=/run/a,::1 port=7', ['/run/a:7', '::1:7']],
    ['postgresql://u@a:1,b,[::1]:3/d', ['a:1', 'b:5432', '::1:3']],
    ['postgresql://u@%2Frun%2Fa,b/d?port=9', ['/run/a:9', 'b:9']],
    ['postgresql:///d?host=a,b&port=1,2', ['a:1', 'b:2']],
  ])('has the servers of %s', async (text, expected) => {
    const { addresses } = await parseAll(text);
    expect(addresses.map(({ host, port }) => `${host}:${port}`)).toEqual(expected);
  });

  it('says which of several servers to use', async () => {
    const text = 'host=a,b target_session_attrs=prefer-standby load_balance_hosts=random';
    expect(await parseAll(text)).toMatchObject({ session: 'prefer-standby', isRandom: true });
    expect(await parseAll('host=a')).toMatchObject({ session: 'any', isRandom: false });
  });

  it('is masked completely, and its password in every form', async () => {
    const context = inProgram();
    await parse('postgresql://ann:s3cret%2Fword@h/d', context);
    const shown = context.redactor.text(
      's3cret%2Fword s3cret/word postgresql://ann:s3cret%2Fword@h/d',
    );
    expect(shown).not.toMatch(/s3cret|word/);
  });

  it('looks up a password only if it is typed', async () => {
    process.env.OINT_TEST_PG = 'found it';
    const text = 'postgresql://ann:env:OINT_TEST_PG@h/d';
    expect(await parse(text, typed())).toMatchObject({ password: 'found it' });
    expect(await parse(text)).toMatchObject({ password: 'env:OINT_TEST_PG' });
    const encoded = 'postgresql://ann:env%3AOINT_TEST_PG@h/d';
    expect(await parse(encoded, typed())).toMatchObject({ password: 'env:OINT_TEST_PG' });
    process.env.OINT_TEST_PG = 'postgresql://bob:pw@h2/d2';
    expect(await parse('env:OINT_TEST_PG', typed())).toMatchObject({ user: 'bob', host: 'h2' });
    delete process.env.OINT_TEST_PG;
  });

  it('can be the result of GenerateConnectionString with any values', async () => {
    const any = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(any, any, any, async (login, password, database) => {
        fc.pre(!/^(env|file|cmd):/.test(password));
        const text = await postgres.generateConnectionString({
          address: 'db.test',
          database,
          login,
          password,
        });
        expect(await parse(text)).toMatchObject({
          user: login,
          password,
          database,
          host: 'db.test',
        });
      }),
    );
  });

  it('has each server of GenerateConnectionString', async () => {
    const parts = { database: 'd', login: 'l', password: 'p' };
    const made = await postgres.generateConnectionString({ ...parts, address: 'a,::1' });
    expect(made).toBe('postgresql://l:p@a:5432,[::1]:5432/d');
    const ports = await postgres.generateConnectionString({
      ...parts,
      address: 'a,b',
      port: '1,2',
    });
    expect(ports).toBe('postgresql://l:p@a:1,b:2/d');
  });

  it('keeps a reference to a password', async () => {
    const parts = { address: '::1', database: 'd', login: 'l', port: 5433 };
    const made = (password: string) => postgres.generateConnectionString({ ...parts, password });
    expect(await made('env:PGPASSWORD')).toBe('postgresql://l:env:PGPASSWORD@[::1]:5433/d');
    expect(await made('cmd:pass show pg')).toBe('postgresql://l:cmd:pass%20show%20pg@[::1]:5433/d');
  });

  it('can come from the environment, as in psql', async () => {
    const { PGHOST, PGPORT } = process.env;
    process.env.PGHOST = '127.0.0.1';
    process.env.PGPORT = '1';
    const failure = postgres.executeSQLQuery({ sql: 'SELECT 1' });
    await expect(failure).rejects.toThrow(
      /could not connect to 127\.0\.0\.1:1: connection refused /,
    );
    for (const [name, value] of Object.entries({ PGHOST, PGPORT })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    if (PGHOST || process.env.PGUSER || process.env.PGDATABASE) return;
    await expect(postgres.executeSQLQuery({ sql: 'SELECT 1' })).rejects.toThrow(
      /connection is missing/,
    );
  });
});

describe('settings', () => {
  it('for TLS are those of the reference', async () => {
    const trusting = { use_tls: true, accept_invalid_certs: true, ca_cert_path: '' };
    expect(await postgres.getTlsSettings({ trust: true })).toEqual(trusting);
    const own = { use_tls: true, accept_invalid_certs: false, ca_cert_path: 'ca.pem' };
    expect(await postgres.getTlsSettings({ trust: false, cert: 'ca.pem' })).toEqual(own);
  });

  it('for TLS that are invalid are rejected before anything is sent', async () => {
    const tls = { trust: true } as object;
    const failure = postgres.executeSQLQuery({
      sql: 'SELECT 1',
      connection: 'postgresql://h/d',
      tls,
    });
    await expect(failure).rejects.toMatchObject({ code: 'input', param: 'tls' });
  });

  it('for the log are those of the reference', async () => {
    const settings = await postgres.getLoggingSettings({ path: 'pg.log' });
    expect(settings).toEqual({ mode: 'both', max_entries: 300, file_path: 'pg.log' });
  });
});
