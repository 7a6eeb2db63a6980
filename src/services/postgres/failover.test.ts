import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import {
  PASSWORD,
  SCRAM_USER,
  startPostgres,
  whyNoServer,
} from '../../../test/support/postgres.js';
import { refusedPort } from '../../../test/support/server.js';
import { ConnectionError, ServiceError } from '../../core/errors/errors.js';
import * as postgres from './index.js';

const skipped = whyNoServer ? ` (skipped: ${whyNoServer})` : '';

const primary = await startPostgres();
const standby = whyNoServer ? undefined : await primary.standby();
const refused = await refusedPort();

/** A connection string with servers at these ports of this machine. */
const at = (ports: readonly number[], query = '', who = 'admin') =>
  `postgresql://${who}@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/postgres?${query}`;

const STATE = 'SELECT pg_is_in_recovery() AS standby';

async function isStandby(connection: string): Promise<unknown> {
  const { data } = await postgres.executeSQLQuery({ sql: STATE, connection });
  return data![0]!.standby;
}

describe('a connection string with several servers', () => {
  it('is used by the first that can be reached', async () => {
    expect(await isStandby(at([refused, primary.port]))).toBe(false);
    const pairs = `host=127.0.0.1,127.0.0.1 port=${refused},${primary.port} user=admin dbname=postgres`;
    expect(await isStandby(pairs)).toBe(false);
    const unresolved = at([primary.port]).replace('@', '@no-such-host.invalid:1,');
    expect(await isStandby(unresolved)).toBe(false);
  });

  it('fails with all of them in the error', async () => {
    const error = await failure(isStandby(at([refused, 1])), ConnectionError);
    expect(error.message).toContain('none of the 2 servers can be used: could not connect to ');
    expect(error.message).toContain(`127.0.0.1:${refused}: connection refused`);
    expect(error.message).toContain('127.0.0.1:1: connection refused');
    expect(error).toMatchObject({ reason: 'ECONNREFUSED', method: 'postgres ExecuteSQLQuery' });
    const ended = await oint(['postgres', 'GetRecords', '--dbc', at([refused, 1]), '--table', 't']);
    expect(ended).toMatchObject({ status: 3, stdout: '' });
  });

  it.skipIf(whyNoServer)(`ends at a wrong password, as in libpq${skipped}`, async () => {
    const who = `${encodeURIComponent(SCRAM_USER)}:wrong`;
    const error = await failure(
      isStandby(at([refused, primary.port, primary.port], '', who)),
      ServiceError,
    );
    expect(error.reason).toBe('28P01');
    expect(error.message).toContain(`127.0.0.1:${refused}: connection refused`);
    expect(error.message).not.toContain(PASSWORD);
  });

  it.skipIf(whyNoServer)(`has a password file with each server${skipped}`, async () => {
    const path = join(await folder(), 'pgpass');
    const escaped = PASSWORD.replace(/[:\\]/g, '\\$&');
    const line = (port: number, password: string) =>
      `127.0.0.1:${port}:*:${SCRAM_USER}:${password}\n`;
    await writeFile(path, line(refused, 'no') + line(primary.port, escaped), { mode: 0o600 });
    const query = `passfile=${encodeURIComponent(path)}`;
    const who = encodeURIComponent(SCRAM_USER);
    expect(await isStandby(at([refused, primary.port], query, who))).toBe(false);
  });
});

describe.skipIf(whyNoServer)(`target_session_attrs${skipped}`, () => {
  const ports = () => [standby!.port, primary.port];

  it.each([
    ['any', true],
    ['read-write', false],
    ['read-only', true],
    ['primary', false],
    ['standby', true],
    ['prefer-standby', true],
  ])('%s', async (kind, expected) => {
    const query = `target_session_attrs=${kind}`;
    expect(await isStandby(at(ports(), query))).toBe(expected);
    const reversed = kind === 'any' ? false : expected;
    expect(await isStandby(at(ports().reverse(), query))).toBe(reversed);
  });

  it('prefer-standby is content with a primary', async () => {
    const query = 'target_session_attrs=prefer-standby';
    expect(await isStandby(at([refused, primary.port], query))).toBe(false);
  });

  it('read-only is also a primary whose sessions do not write', async () => {
    const query = `options=${encodeURIComponent('-c default_transaction_read_only=on')}`;
    expect(await isStandby(at([primary.port], `${query}&target_session_attrs=read-only`))).toBe(
      false,
    );
    const writing = isStandby(at([primary.port], `${query}&target_session_attrs=read-write`));
    const error = await failure(writing, ConnectionError);
    expect(error.message).toContain(
      `127.0.0.1:${primary.port} is read-only (target_session_attrs=read-write)`,
    );
  });

  it('names every server that does not fit', async () => {
    const query = 'target_session_attrs=primary';
    const error = await failure(isStandby(at([refused, standby!.port], query)), ConnectionError);
    expect(error.message).toContain(`127.0.0.1:${refused}: connection refused`);
    expect(error.message).toContain(`127.0.0.1:${standby!.port} is a standby`);
    expect(error).toMatchObject({ reason: 'TARGET_SESSION_ATTRS', retryable: true });
  });

  it('leaves no connection open at a server that does not fit', async () => {
    const query = 'target_session_attrs=primary';
    await failure(isStandby(at([standby!.port], query)), ConnectionError);
    const sql =
      "SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'oint'";
    await using connection = await postgres.createConnection({
      connectionString: at([standby!.port]),
    });
    await expect
      .poll(async () => (await postgres.executeSQLQuery({ sql, connection })).data)
      .toEqual([{ open: 1 }]);
  });

  it('load_balance_hosts=random uses all of them', async () => {
    const query = 'load_balance_hosts=random';
    const found = new Set<unknown>();
    // One of them 64 times in a row: once in 2^63 runs.
    for (let n = 0; n < 64 && found.size < 2; n++) found.add(await isStandby(at(ports(), query)));
    expect(found.size).toBe(2);
  });
});
