import { describe, expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { ConnectionError, ServiceError } from '../../core/errors/errors.js';
import * as mssql from './index.js';
import { addressOf, PASSWORD, startStandIn } from './testing/stand-in.js';

const whyNot = whyNoOpenssl();
const why = whyNot ? ` (skipped: ${whyNot})` : '';

const query = async (connection: string, tls?: mssql.TlsSettings, options = {}) => {
  const input = { sql: 'SELECT 1 AS n', connection, ...(tls && { tls: { ...tls } }) };
  return (await mssql.executeSQLQuery(input, options)).data;
};

describe.skipIf(whyNot)(`encryption of a stand-in for SQL Server${why}`, async () => {
  if (whyNot) return;
  const ca = await authority();
  const own = await ca.sign('own', 'IP:127.0.0.1');
  const named = await ca.sign('named', 'DNS:db.example');
  const old = await ca.sign('old', 'IP:127.0.0.1', {
    ...{ from: '20200101000000Z', to: '20200201000000Z' },
  });
  const one = [{ n: 1 }];
  const secure = (server: { port: number }, more = '') =>
    `${addressOf(server as never).replace('Encrypt=false', '')}${more}`;

  it('is the default, and the certificate is verified', async () => {
    await using server = await startStandIn({ certificate: own });
    const address = secure(server);
    const untrusted = await failure(query(address), ConnectionError);
    expect(untrusted.message).toMatch(/is not trusted.*authority/s);
    expect(untrusted).toMatchObject({ retryable: false, exitStatus: 3 });
    expect(await query(address, undefined, { ca: ca.certPath })).toEqual(one);
    expect(await query(address, undefined, { insecure: true })).toEqual(one);
    expect(await query(`${address}TrustServerCertificate=true`)).toEqual(one);
    const settings = await mssql.getTlsSettings({ trust: false, cert: ca.certPath });
    expect(await query(address, settings)).toEqual(one);
    expect(await query(address, await mssql.getTlsSettings({ trust: true }))).toEqual(one);
    expect(server.logins.every(({ password }) => password === PASSWORD)).toBe(true);
  });

  it('accepts only a certificate with the name of the server', async () => {
    await using server = await startStandIn({ certificate: named });
    const options = { ca: ca.certPath };
    const wrong = await failure(query(secure(server), undefined, options), ConnectionError);
    expect(wrong.reason).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    const other = secure(server, 'HostNameInCertificate=db.example');
    expect(await query(other, undefined, options)).toEqual(one);
  });

  it('refuses a certificate that has expired', async () => {
    await using server = await startStandIn({ certificate: old });
    const failing = query(secure(server), undefined, { ca: ca.certPath });
    expect(await failure(failing, ConnectionError)).toMatchObject({ reason: 'CERT_HAS_EXPIRED' });
  });

  it('is required: the password does not go to a server that has none', async () => {
    for (const encryption of ['not supported', 'off'] as const) {
      await using server = await startStandIn({ encryption });
      const error = await failure(query(secure(server)), ConnectionError);
      expect(error).toMatchObject({ reason: 'NO_TLS', retryable: false });
      expect(server.logins).toEqual([]);
    }
  });

  it('can be required by the server', async () => {
    await using server = await startStandIn({ certificate: own, encryption: 'required' });
    const error = await failure(query(addressOf(server)), ConnectionError);
    expect(error).toMatchObject({ reason: 'NEEDS_TLS' });
    expect(error.message).toContain('Remove Encrypt=false');
    expect(await query(secure(server), undefined, { ca: ca.certPath })).toEqual(one);
  });

  it('carries large values in both directions', async () => {
    await using server = await startStandIn({ certificate: own });
    const text = 'ü'.repeat(1_500_000);
    const { data } = await mssql.executeSQLQuery(
      { sql: 'SELECT @P1 AS v', parameters: [text], connection: secure(server) },
      { insecure: true },
    );
    expect(data![0]!.v === text).toBe(true);
  });

  it('can come first, as in TDS 8', async () => {
    await using server = await startStandIn({ strict: own });
    const address = secure(server, 'Encrypt=Strict');
    expect(await query(address, undefined, { ca: ca.certPath })).toEqual(one);
    await failure(query(address), ConnectionError);
    await failure(query(`${address};TrustServerCertificate=true`), ConnectionError);
  });
});

describe('a login', () => {
  it('of Windows is one by NTLM', async () => {
    await using server = await startStandIn({ password: 'password' });
    const login = (user: string, password = 'password') =>
      query(
        `Server=127.0.0.1,${server.port};User Id=${user};Password=${password};Integrated Security=true;Encrypt=false`,
      );
    expect(await login('SHOP\\ann')).toEqual([{ n: 1 }]);
    expect(await login('ann@SHOP')).toEqual([{ n: 1 }]);
    expect(server.logins.map(({ user }) => user)).toEqual(['SHOP\\ann', 'SHOP\\ann']);
    expect(await failure(login('SHOP\\ann', 'wrong'), ServiceError)).toMatchObject({
      reason: '18456',
    });
    expect(server.logins.length).toBe(3);
  });

  it('follows the server to another one, but not around in circles', async () => {
    await using server = await startStandIn();
    await using first = await startStandIn({
      route: () => ({ host: '127.0.0.1', port: server.port }),
    });
    expect(await query(addressOf(first))).toEqual([{ n: 1 }]);
    await using circle = await startStandIn({
      route: () => ({ host: '127.0.0.1', port: circle.port }),
    });
    const error = await failure(query(addressOf(circle)), ConnectionError);
    expect(error).toMatchObject({ reason: 'TOO_MANY_REDIRECTS' });
  });

  it('is busy if the database of Azure is not available at the moment', async () => {
    const text = "Database 'shop' on server 'x' is not currently available.";
    await using server = await startStandIn({
      refuse: () => ({ number: 40613, text, severity: 17 }),
    });
    const error = await failure(query(addressOf(server)), ServiceError);
    expect(error).toMatchObject({ reason: '40613', busy: true, exitStatus: 75, retryable: true });
    expect(server.logins.length).toBe(1);
  });
});
