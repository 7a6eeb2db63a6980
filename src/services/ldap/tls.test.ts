import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Authority,
  authority,
  type Certificate,
  whyNoOpenssl,
} from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { startRaw } from '../../../test/support/server.js';
import { noSlapd, type Slapd, startSlapd } from '../../../test/support/slapd.js';
import { ConnectionError, ServiceError } from '../../core/errors/errors.js';
import {
  createConnection,
  getConnectionConfiguration,
  getTlsSettings,
  performSearch,
} from './index.js';

const why = whyNoOpenssl();
const noTls = noSlapd || (why ? ` (skipped: ${why})` : '');

describe.skipIf(noTls)(`encrypted connections to a real slapd${noTls}`, () => {
  let signer: Authority;
  let server: Slapd;
  const servers = new Map<string, Slapd>();

  async function withCertificate(name: string, certificate: Certificate): Promise<Slapd> {
    const found = servers.get(name) ?? (await startSlapd({ certificate }));
    servers.set(name, found);
    return found;
  }

  beforeAll(async () => {
    if (noTls) return;
    signer = await authority();
    server = await withCertificate('good', await signer.sign('good', 'IP:127.0.0.1'));
  });

  const root = { base: '', scope: 'base' };
  const ldaps = ({ settings, tlsPort }: Slapd) => ({
    ...settings,
    url: `ldaps://127.0.0.1:${tlsPort}`,
  });

  it('use ldaps://, with the certificate authority as a call option or in the settings', async () => {
    const connection = ldaps(server);
    const { data } = await performSearch({ connection, ...root }, { ca: signer.certPath });
    expect(data).toHaveLength(1);
    const tls = await getTlsSettings({ trust: false, cert: signer.certPath });
    await using opened = await createConnection({ settings: connection, tls });
    expect((await performSearch({ connection: opened, ...root })).data).toHaveLength(1);
    const { data: shown } = await getConnectionConfiguration({ connection: opened });
    expect(shown.tls).toMatchObject({ use_tls: true });
    expect(JSON.stringify(shown)).not.toContain(server.settings.password);
  });

  it('use StartTLS with the settings', async () => {
    const tls = await getTlsSettings({ trust: false, cert: signer.certPath });
    await using opened = await createConnection({ settings: server.settings, tls });
    expect((await performSearch({ connection: opened, ...root })).data).toHaveLength(1);
    const connection = { ...server.settings, tls: true };
    const found = await performSearch({ connection, ...root }, { ca: signer.certPath });
    expect(found.data).toHaveLength(1);
    const any = { ...server.settings, tls: { use_tls: true, accept_invalid_certs: true } };
    expect((await performSearch({ connection: any, ...root })).data).toHaveLength(1);
  });

  it.each(['ldaps', 'StartTLS'])('by %s fail if the authority is unknown', async (kind) => {
    const settings = kind === 'ldaps' ? ldaps(server) : server.settings;
    const tls = { use_tls: true, accept_invalid_certs: false };
    const error = await failure(createConnection({ settings, tls }), ConnectionError);
    expect(error.message).toContain(`the certificate of 127.0.0.1:`);
    expect(error.message).toContain('is not trusted');
    expect(error).toMatchObject({ sent: false, retryable: false });
  });

  it.each(['ldaps', 'StartTLS'])('by %s fail if the name is another one', async (kind) => {
    const other = await withCertificate('other', await signer.sign('other', 'DNS:other.test'));
    const settings = kind === 'ldaps' ? ldaps(other) : other.settings;
    const tls = { use_tls: true, accept_invalid_certs: false, ca_cert_path: signer.certPath };
    const error = await failure(createConnection({ settings, tls }), ConnectionError);
    expect(error.message).toContain('is for a different host name');
  });

  it('fail if the certificate has expired', async () => {
    const valid = { from: '20200101000000Z', to: '20210101000000Z' };
    const certificate = await signer.sign('old', 'IP:127.0.0.1', valid);
    const settings = ldaps(await withCertificate('old', certificate));
    const opening = createConnection({ settings }, { ca: signer.certPath });
    expect((await failure(opening, ConnectionError)).message).toContain('has expired');
  });

  it('fail if the server has no TLS, and the password is not sent', async () => {
    const plain = await startSlapd();
    const tls = { use_tls: true, accept_invalid_certs: true };
    const error = await failure(createConnection({ settings: plain.settings, tls }), ServiceError);
    expect(error.message).toContain('StartTLS: ');
    const settings = { ...plain.settings, url: plain.settings.url.replace('ldap:', 'ldaps:') };
    const wrong = await failure(createConnection({ settings }), ConnectionError);
    expect(wrong.hint).toContain('ldaps:// usually has port 636');
  });
});

it('send nothing before the encryption', async () => {
  let received = Buffer.alloc(0);
  const { host } = await startRaw((socket) => {
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      socket.end();
    });
  });
  const settings = { url: `ldap://${host}`, bind_dn: 'cn=a', password: 'secret-4711' };
  const tls = { use_tls: true, accept_invalid_certs: true };
  await failure(createConnection({ settings, tls }), ConnectionError);
  expect(received.toString('latin1')).toContain('1.3.6.1.4.1.1466.20037');
  expect(received.toString('latin1')).not.toContain('secret-4711');
});
