import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Authority,
  authority,
  type Certificate,
  whyNoOpenssl,
} from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import {
  type FtpOptions,
  type FtpServer,
  type FtpServerName,
  noFtpServer,
  startFtp,
} from '../../../test/support/ftp-server.js';
import { startRaw } from '../../../test/support/server.js';
import { ConnectionError, ServiceError } from '../../core/errors/errors.js';
import ftp, { createConnection } from './index.js';

const whySsl = whyNoOpenssl();
const noSsl = whySsl ? ` (skipped: ${whySsl})` : '';
const signer: Authority | undefined = noSsl ? undefined : await authority();

const SERVERS: readonly (readonly [FtpServerName, string, FtpOptions])[] = [
  ['proftpd', '', { lines: ['TLSRequired on'] }],
  ['proftpd', '', { lines: ['TLSRequired on', 'TLSProtocol TLSv1.2'] }],
  ['pure-ftpd', '', {}],
  ['vsftpd', 'pub/', {}],
];

describe.each(SERVERS)('an encrypted connection to a real %s', (name, root, options) => {
  const why = noSsl || noFtpServer(name);
  let server: FtpServer;
  beforeAll(async () => {
    if (why) return;
    const certificate = await signer!.sign(`ftp-${name}`, 'IP:127.0.0.1');
    server = await startFtp(name, { ...options, certificate });
  });

  it.skipIf(why)(`transfers files and lists, many times${why}`, async () => {
    const tls = await ftp.getTlsSettings({ trust: false, cert: signer!.certPath });
    for (const passive of [true, false]) {
      const settings = { ...server.settings, passive };
      await using connection = await createConnection({ settings, tls });
      const bytes = Buffer.alloc(500_000, passive ? 'p' : 'a');
      for (let at = 0; at < 4; at++) {
        const path = `${root}file${at}`;
        await ftp.uploadFile({ connection, file: bytes, path });
        expect(Buffer.compare(await ftp.getFileData({ connection, path }), bytes)).toBe(0);
        const { data } = await ftp.listObjects({ connection, path: root });
        expect(data.map((one) => one.name)).toContain(`file${at}`);
        await ftp.deleteFile({ connection, path });
      }
    }
  });
});

describe('encrypted connections', () => {
  const why = noSsl || noFtpServer('proftpd');
  const start = (certificate: Certificate, options: FtpOptions = {}) =>
    startFtp('proftpd', { certificate, ...options });

  it.skipIf(why)(`from the beginning, by ftps:// or in a call option${why}`, async () => {
    const certificate = await signer!.sign('implicit', 'IP:127.0.0.1');
    const server = await start(certificate, { implicit: true });
    const set = { ...server.settings, domain: 'ftps://127.0.0.1' };
    const connection = { set };
    await ftp.uploadFile(
      { connection, file: Buffer.from('x'), path: 'x' },
      { ca: signer!.certPath },
    );
    const { data } = await ftp.listObjects({ connection }, { ca: signer!.certPath });
    expect(data).toHaveLength(1);
  });

  it.skipIf(why)(`fail if the authority is unknown, or the name, or the time${why}`, async () => {
    const tls = { use_tls: true, accept_invalid_certs: false };
    const known = { ...tls, ca_cert_path: signer!.certPath };
    const good = await start(await signer!.sign('good', 'IP:127.0.0.1'));
    const opening = (server: FtpServer, tls: object) =>
      failure(createConnection({ settings: server.settings, tls } as never), ConnectionError);
    const unknown = await opening(good, tls);
    expect(unknown.message).toContain('is not trusted');
    expect(unknown).toMatchObject({ sent: false, retryable: false });
    const other = await start(await signer!.sign('other', 'DNS:other.test'));
    expect((await opening(other, known)).message).toContain('is for a different host name');
    const valid = { from: '20200101000000Z', to: '20210101000000Z' };
    const old = await start(await signer!.sign('old', 'IP:127.0.0.1', valid));
    expect((await opening(old, known)).message).toContain('has expired');
    const trusting = { use_tls: true, accept_invalid_certs: true };
    await using connection = await createConnection({ settings: old.settings, tls: trusting });
    expect((await ftp.listObjects({ connection })).data).toEqual([]);
  });

  it('send no password if the server has no TLS', async () => {
    let received = '';
    const { port } = await startRaw((socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', (data) => {
        received += data;
        socket.write('500 what?\r\n');
      });
    });
    const settings = { domain: '127.0.0.1', port, login: 'me', password: 'secret-4711' };
    const tls = { use_tls: true, accept_invalid_certs: true };
    const error = await failure(createConnection({ settings, tls }), ServiceError);
    expect(error.message).toContain('AUTH TLS: what? (500)');
    expect(received).not.toContain('secret-4711');
  });

  it.skipIf(why)(`refuse a file that is not a certificate${why}`, async () => {
    const here = await folder();
    await writeFile(join(here, 'not.pem'), 'x');
    const tls = { use_tls: true, accept_invalid_certs: false, ca_cert_path: join(here, 'not.pem') };
    const server = await start(await signer!.sign('good2', 'IP:127.0.0.1'));
    const opening = createConnection({ settings: server.settings, tls });
    await expect(opening).rejects.toThrow('is not a PEM file');
  });
});
