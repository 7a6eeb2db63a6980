import { afterEach, describe, expect, it } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../test/support/context.js';
import { proxy } from './proxy-settings.js';
import { tls } from './tls-settings.js';

afterEach(() => {
  delete process.env.OINT_TEST_PASSWORD;
});

describe('settings of a proxy', () => {
  it('are read from the result of GetProxySettings; the port has a default', async () => {
    const http = { server: '[::1]', proxy_type: 'HTTP', login: 'me', password: 'p' };
    expect(await read(proxy, http)).toEqual({
      host: '::1',
      port: 3128,
      type: 'http',
      user: 'me',
      password: 'p',
    });
    expect(await read(proxy, { server: 'proxy' })).toMatchObject({ type: 'socks5', port: 1080 });
  });

  it('have their password looked up if a user typed it, and masked everywhere', async () => {
    process.env.OINT_TEST_PASSWORD = 'sesame-123';
    const given = { server: 'proxy', password: 'env:OINT_TEST_PASSWORD' };
    const context = typed();
    expect(await read(proxy, given, context)).toMatchObject({ password: 'sesame-123' });
    expect(context.redactor.text('sesame-123')).toBe('***');
    expect(await read(proxy, given, inProgram())).toMatchObject({ password: given.password });
  });

  it.each([
    [{ server: '-oProxyCommand=x' }, 'neither a name nor an IP address'],
    [{ server: '' }, 'the host is missing'],
    [{ server: 'proxy', port: 70_000 }, '1 to 65535'],
    [{ server: 'proxy', proxy_type: 'ftp' }, 'socks5, socks4 or http'],
    [{ server: 'proxy', user: 'me' }, 'unknown field "user"'],
    [{ server: ['proxy'] }, 'must be a string'],
  ])('are refused if they are invalid: %j', async (given, why) => {
    const error = await refusal(proxy, given).catch((thrown: Error) => thrown);
    expect(error.message).toContain(why);
  });
});

describe('settings of TLS', () => {
  it('are read from the result of GetTlsSettings', async () => {
    const given = { use_tls: true, accept_invalid_certs: true, ca_cert_path: 'ca.pem' };
    expect(await read(tls, given)).toEqual(given);
    expect(await read(tls, "{'accept_invalid_certs':true}")).toMatchObject({ use_tls: true });
  });

  it.each([{ use_tls: 'yes' }, { accept_invalid_certs: 1 }, { ca_cert_path: 5 }, { ca: 'ca.pem' }])(
    'are refused if they are ambiguous: %j',
    async (given) => {
      expect((await refusal(tls, given)).message).toContain('as GetTlsSettings returns them');
    },
  );
});
