import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { text } from '../definition/kinds/index.js';
import { InputError } from '../errors/errors.js';
import type { Connection } from './connection.js';
import { type ConnectionLog, logging } from './connection-log.js';
import * as makers from './methods.js';

class Line implements Connection {
  isOpen = true;
  readonly to: string;
  readonly log: ConnectionLog | undefined;
  constructor(to: string, log: ConnectionLog | undefined) {
    this.to = to;
    this.log = log;
    log?.add(`Connected to ${to}`);
  }
  async close() {
    this.isOpen = false;
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
}

const spec: makers.ConnectionSpec<Line> = {
  service: 'test',
  is: (value): value is Line => value instanceof Line,
  option: 'dbc',
  log: (line) => line.log,
};
const createConnection = makers.createConnection(spec, {
  params: { address: text('Address', { example: 'a' }), logging },
  open: async ({ address }, _, log) => new Line(address, log),
});
const closeConnection = makers.closeConnection(spec);
const getLog = makers.getLog(spec);
const getLoggingSettings = makers.getLoggingSettings(spec);

describe('the makers of connection methods', () => {
  it('name their methods, and define what a face needs', () => {
    expect(createConnection.definition).toMatchObject({
      service: 'test',
      name: 'CreateConnection',
      effect: 'read',
      offline: false,
      programOnly: true,
    });
    expect(closeConnection.definition).toMatchObject({
      name: 'CloseConnection',
      effect: 'write',
      offline: true,
      params: { connection: { option: 'dbc' } },
    });
    const inFile = makers.createConnection({ ...spec, offline: true }, { params: {}, open });
    expect(inFile.definition).toMatchObject({ offline: true, dryRun: false });
    const sub = makers.createConnection(spec, { name: 'CreateConnectionSub', params: {}, open });
    expect(sub.definition.name).toBe('CreateConnectionSub');
    expect(makers.isConnector(spec, 'IsClientObject').definition.name).toBe('IsClientObject');
    expect(makers.getLog(spec, 'srv').definition.params.connection).toMatchObject({
      option: 'srv',
    });
  });
  const open = async () => new Line('a', undefined);

  it('open, check and close a connection', async () => {
    // The compiler checks these types.
    const connection: Line = await createConnection({ address: 'a' });
    const isConnector = makers.isConnector(spec);
    expect(await isConnector({ value: connection })).toBe(true);
    expect(await isConnector({ value: { ...connection } })).toBe(false);
    expect(await closeConnection({ connection })).toEqual({ result: true });
    expect(await closeConnection({ connection })).toEqual({ result: true });
    expect(connection.isOpen).toBe(false);
    const wrong = await failure(closeConnection({ connection: 'a' as never }), InputError);
    expect(wrong.message).toBe(
      'test CloseConnection: connection must be an open connection, as CreateConnection returns it, not "a"',
    );
  });
});

describe('the log of a connection', () => {
  it('is kept according to the settings', async () => {
    const settings = await getLoggingSettings({ count: 5 });
    expect(settings).toEqual({ mode: 'memory', max_entries: 5 });
    const connection = await createConnection({ address: 'a', logging: settings });
    expect(await getLog({ connection })).toMatchObject({ result: true, returned: 1, total: 1 });
    expect(await getLog({ connection, asText: true })).toMatch(/^\[[^\]]+\] Connected to a$/);
  });

  it('is an error for a connection without one', async () => {
    const connection = await createConnection({ address: 'a' });
    const error = await failure(getLog({ connection }), InputError);
    expect(error).toMatchObject({ param: 'connection', method: 'test GetLog' });
    expect(error.message).toContain('has no log');
  });

  it('is refused by the name of its param if its settings are invalid', async () => {
    const making = createConnection({ address: 'a', logging: { mode: 'paper' } });
    expect(await failure(making, InputError)).toMatchObject({ param: 'logging' });
    const nowhere = { mode: 'file', file_path: '/dev/null/a.log' };
    const unwritable = createConnection({ address: 'a', logging: nowhere });
    expect(await failure(unwritable, InputError)).toMatchObject({ param: 'logging' });
  });

  it('may have a Windows path, typed by a user', async () => {
    const typed = { sources: { variable: () => undefined, stdin: () => process.stdin } };
    const path = 'C:\\new\\log.txt';
    const found = await getLoggingSettings.definition.invoke({ path }, typed);
    expect(found).toMatchObject({ file_path: path });
  });
});

describe('settings', () => {
  it('of TLS name the authority to trust', async () => {
    const getTlsSettings = makers.getTlsSettings(spec);
    const usual = { use_tls: true, accept_invalid_certs: false, ca_cert_path: '' };
    expect(await getTlsSettings({ trust: false })).toEqual(usual);
    expect(await getTlsSettings({ trust: true, cert: 'ca.pem' })).toEqual({
      use_tls: true,
      accept_invalid_certs: true,
      ca_cert_path: 'ca.pem',
    });
  });

  it('of a proxy have a known type', async () => {
    const getProxySettings = makers.getProxySettings({ service: 'test' });
    expect(await getProxySettings({ host: 'proxy', port: 1080 })).toEqual({
      server: 'proxy',
      port: 1080,
      proxy_type: 'socks5',
    });
    const wrong = getProxySettings({ host: 'proxy', port: 1080, type: 'ftp' });
    expect(await failure(wrong, InputError)).toMatchObject({ param: 'type' });
  });
});
