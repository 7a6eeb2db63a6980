import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import {
  ED25519_USER,
  NATIVE_USER,
  PASSWORD,
  startMariadb,
  TLS_USER,
  whyNoServer,
  whyNoTls,
} from '../../../test/support/mariadb.js';
import { ConnectionError, ServiceError } from '../../core/errors/errors.js';
import * as mysql from './index.js';
import { SCRIPTED_PASSWORD, SERVER_KEY, scriptedLogin } from './testing/scripted-login.js';

const unlessTls = whyNoTls ? ` (skipped: ${whyNoTls})` : '';
const noOpenssl = whyNoOpenssl();

describe('caching_sha2_password, against a scripted server', () => {
  /** The error after the login: the server refuses everything else. */
  const LOGGED_IN = { reason: 'ER_NOT_SUPPORTED_YET' };
  const login = (port: number, query: string, password = SCRIPTED_PASSWORD) =>
    mysql.createConnection({
      connectionString: `mysql://me:${encodeURIComponent(password)}@127.0.0.1:${port}/?${query}`,
    });

  it('logs in with the hash of the password, if the server knows it', async () => {
    const { port, seen } = await scriptedLogin({ isCached: true });
    await expect(login(port, 'ssl-mode=DISABLED')).rejects.toMatchObject(LOGGED_IN);
    expect(seen).toEqual([
      { plugin: 'caching_sha2_password', isEncrypted: false, askedForKey: false },
    ]);
    const wrong = await failure(login(port, 'ssl-mode=DISABLED', 'wrong'), ServiceError);
    expect(wrong.reason).toBe('ER_ACCESS_DENIED_ERROR');
  });

  it('accepts no key from an unencrypted connection', async () => {
    const { port, seen } = await scriptedLogin({});
    // Also by default, where the server has no TLS.
    for (const query of ['ssl-mode=DISABLED', '']) {
      const error = await failure(login(port, query), ConnectionError);
      expect(error).toMatchObject({ reason: 'NO_SERVER_KEY', retryable: false, exitStatus: 3 });
      expect(error.hint).toMatch(/ssl-mode=REQUIRED.*allowPublicKeyRetrieval=true/);
    }
    expect(seen.some(({ askedForKey, password }) => askedForKey || password)).toBe(false);
  });

  it('accepts one if it is allowed, and uses one from a file', async () => {
    const { port, seen } = await scriptedLogin({});
    await expect(login(port, 'allowPublicKeyRetrieval=true')).rejects.toMatchObject(LOGGED_IN);
    expect(seen.at(-1)).toMatchObject({ askedForKey: true, password: SCRIPTED_PASSWORD });
    const path = join(await folder(), 'server-key.pem');
    await writeFile(path, SERVER_KEY);
    const query = `ssl-mode=DISABLED&server-public-key-path=${encodeURIComponent(path)}`;
    await expect(login(port, query)).rejects.toMatchObject(LOGGED_IN);
    expect(seen.at(-1)).toMatchObject({ askedForKey: false, password: SCRIPTED_PASSWORD });
  });

  it.skipIf(noOpenssl)(
    `sends the password over TLS, to the server that the certificate is for${noOpenssl ? ` (skipped: ${noOpenssl})` : ''}`,
    async () => {
      const ca = await authority();
      const tls = await ca.sign('server', 'IP:127.0.0.1');
      const { port, seen } = await scriptedLogin({ tls });
      const verified = `ssl-mode=VERIFY_IDENTITY&ssl-ca=${encodeURIComponent(ca.certPath)}`;
      await expect(login(port, verified)).rejects.toMatchObject(LOGGED_IN);
      const known = { isEncrypted: true, askedForKey: false, password: SCRIPTED_PASSWORD };
      expect(seen.at(-1)).toMatchObject(known);
      const other = await ca.sign('other', 'IP:127.0.0.2');
      const impostor = await scriptedLogin({ tls: other });
      const error = await failure(login(impostor.port, verified), ConnectionError);
      expect(error.reason).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
      expect(impostor.seen.some(({ password }) => password)).toBe(false);
    },
  );

  it('gives no server the password as clear text', async () => {
    const { port, seen } = await scriptedLogin({ plugin: 'mysql_clear_password' });
    const error = await failure(login(port, 'ssl-mode=DISABLED'), ConnectionError);
    expect(error.message).toContain('mysql_clear_password');
    expect(seen.some(({ password }) => password)).toBe(false);
  });

  it('names a way to log in that is not supported', async () => {
    const { port } = await scriptedLogin({ plugin: 'authentication_of_tomorrow' });
    const error = await failure(login(port, ''), ConnectionError);
    expect(error.message).toContain('authentication_of_tomorrow, which is not supported');
  });
});

describe.skipIf(whyNoServer)(
  `a login to MariaDB${whyNoServer ? ` (skipped: ${whyNoServer})` : ''}`,
  async () => {
    if (whyNoServer) return;
    const server = await startMariadb();
    const me = async (connection: string) => {
      const sql = 'SELECT CURRENT_USER() AS me';
      return (await mysql.executeSQLQuery({ sql, connection })).data![0]!.me;
    };

    it.each([NATIVE_USER, ED25519_USER])('succeeds with the right password: %s', async (user) => {
      expect(await me(server.as({ user, password: PASSWORD }))).toBe(`${user}@%`);
      for (const password of ['', 'x'.repeat(300), 'päss']) {
        const wrong = server.as({ user, password });
        const error = await failure(me(wrong), ServiceError);
        expect(error).toMatchObject({ reason: 'ER_ACCESS_DENIED_ERROR', exitStatus: 1 });
        expect(error.hint).toMatch(/user and password in connection/);
      }
    });

    it('is possible over the socket of a server on this machine', async () => {
      const path = encodeURIComponent(server.socket);
      expect(await me(`mysql://root@localhost/test?socket=${path}`)).toBe('root@localhost');
    });

    it.skipIf(whyNoTls)(`can be for encrypted connections only${unlessTls}`, async () => {
      const as = (query: string) => me(server.as({ user: TLS_USER, password: PASSWORD, query }));
      expect(await as('')).toBe(`${TLS_USER}@%`);
      const error = await failure(as('ssl-mode=DISABLED'), ServiceError);
      expect(error.hint).toContain('encryption');
    });
  },
);
