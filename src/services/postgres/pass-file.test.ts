import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import {
  PASSWORD,
  SCRAM_USER,
  startPostgres,
  whyNoServer,
} from '../../../test/support/postgres.js';
import { InputError } from '../../core/errors/errors.js';
import { destinationOf } from './address.js';
import { partsOf } from './connection-string.js';
import * as postgres from './index.js';
import { passwordIn } from './pass-file.js';

const server = await startPostgres();

const fail = (what: string) => new InputError({ message: what });
const addressIn = (text: string) => destinationOf(partsOf(text, fail), fail, {}).addresses[0]!;

describe('a password file', () => {
  it.each([
    ['h:5432:d:u:secret', 'secret'],
    ['# h:5432:d:u:no\nx:5432:d:u:no\n*:*:*:*:any', 'any'],
    ['h:5432:d:u:a\\:b\\\\c', 'a:b\\c'],
    ['h:5432:d:u:first\nh:5432:d:u:second', 'first'],
    ['h:5433:d:u:no\nh:5432:d:v:no', undefined],
    ['h:5432:d:u', undefined],
    ['h:5432:d:u:with:colon', 'with'],
  ])('%j', (text, password) => {
    expect(passwordIn(text, addressIn('postgresql://u@h/d'))).toBe(password);
  });

  it('is for localhost if the host is a socket', () => {
    const address = addressIn('host=/run/postgresql user=u dbname=d');
    expect(passwordIn('localhost:5432:d:u:p', address)).toBe('p');
  });

  it.skipIf(whyNoServer)(
    `is used as by psql${whyNoServer ? ` (${whyNoServer})` : ''}`,
    async () => {
      const path = join(await folder(), 'pgpass');
      const escaped = PASSWORD.replace(/[:\\]/g, '\\$&');
      await writeFile(path, `127.0.0.1:${server.port}:*:${SCRAM_USER}:${escaped}\n`, {
        mode: 0o600,
      });
      const sql = 'SELECT current_user AS me';
      const data = [{ me: SCRAM_USER }];
      const query = `passfile=${encodeURIComponent(path)}`;
      const named = server.as({ user: SCRAM_USER, query });
      expect((await postgres.executeSQLQuery({ sql, connection: named })).data).toEqual(data);
      vi.stubEnv('PGPASSFILE', path);
      onTestFinished(() => void vi.unstubAllEnvs());
      const plain = server.as({ user: SCRAM_USER });
      expect((await postgres.executeSQLQuery({ sql, connection: plain })).data).toEqual(data);
      if (process.platform === 'win32') return;
      await chmod(path, 0o640);
      const refused = postgres.executeSQLQuery({ sql, connection: plain });
      expect((await failure(refused, InputError)).message).toContain('requires a password');
    },
  );
});

describe('a connection string of another client', () => {
  it('has ssl=true, and settings of keep-alive', () => {
    const text = 'postgresql://u@h/d?ssl=true&keepalives_interval=5&tcp_user_timeout=9';
    expect(addressIn(text).sslMode).toBe('require');
    expect(addressIn('postgresql://u@h/d?ssl=true&sslmode=verify-full').sslMode).toBe(
      'verify-full',
    );
  });

  it.each(['ssl=false', 'hostaddr=::1', 'replication=database'])('is refused: %s', (one) => {
    expect(() => addressIn(`postgresql://u@h/d?${one}`)).toThrow(one.split('=')[0]!);
  });
});
