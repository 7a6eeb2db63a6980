import { expect, it, onTestFinished, vi } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import * as mssql from './index.js';
import { addressOf, startStandIn } from './testing/stand-in.js';

/** A call whose values a model chose. */
async function closed(hosts: string[]): Promise<ClosedAccess> {
  const roots = await Roots.of([await folder()], 'Use --root.');
  const made = new ClosedAccess({ roots }, { hosts, hint: 'Use --hosts.' });
  onTestFinished(() => made.close());
  return made;
}

it('what reads is rolled back, if a model chose the values', async () => {
  await using server = await startStandIn();
  const connection = addressOf(server);
  await mssql.createTable({ connection, table: 't', columns: { x: 'INT' } });
  const access = await closed(['127.0.0.1']);
  const sent = () => server.requests.map(({ sql }) => sql).filter((sql) => !/^set /i.test(sql));
  const before = sent().length;
  const { invoke, invokeStream } = mssql.getRecords.definition;
  await invoke({ table: 't', connection }, { access });
  const transaction = [
    'BEGIN TRANSACTION',
    'SELECT * FROM [t]',
    'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION',
  ];
  expect(sent().slice(before)).toEqual(transaction);
  for await (const _ of await invokeStream!({ table: 't', connection }, { access }));
  expect(sent().slice(before)).toEqual([...transaction, ...transaction]);
  await mssql.getRecords({ table: 't', connection });
  expect(sent().at(-1)).toBe('SELECT * FROM [t]');
});

it('no SQL is inside a filter, and no host but the allowed ones is reached', async () => {
  await using server = await startStandIn();
  const connection = addressOf(server);
  const access = await closed(['127.0.0.1']);
  const filters = { field: 'x', value: '1 OR 1 = 1', raw: true };
  const { invoke } = mssql.getRecords.definition;
  await expect(invoke({ table: 't', filters, connection }, { access })).rejects.toThrow(
    'SQL inside a filter is not allowed',
  );
  const elsewhere = { table: 't', connection: connection.replace('127.0.0.1', '127.0.0.2') };
  await expect(invoke(elsewhere, { access })).rejects.toThrow(/not allowed/);
});

it('a server cannot send the client to a host that is not allowed', async () => {
  await using server = await startStandIn({ route: () => ({ host: '127.0.0.2', port: 1433 }) });
  const access = await closed(['127.0.0.1']);
  const input = { table: 't', connection: addressOf(server) };
  const { invoke } = mssql.getRecords.definition;
  await expect(invoke(input, { access })).rejects.toThrow(/127.0.0.2.* not allowed/s);
});

it('a password of the environment goes only to a server that the user named', async () => {
  await using server = await startStandIn({ password: 'of the user' });
  vi.stubEnv('SQLCMDPASSWORD', 'of the user');
  onTestFinished(() => void vi.unstubAllEnvs());
  const connection = `Server=127.0.0.1,${server.port};User Id=sa;Encrypt=false`;
  const access = await closed(['127.0.0.1']);
  const input = { sql: 'SELECT 1', connection };
  const { invoke } = mssql.executeSQLQuery.definition;
  await expect(invoke(input, { access })).rejects.toMatchObject({ reason: '18456' });
  expect(JSON.stringify(server.logins)).not.toContain('of the user');
  await mssql.executeSQLQuery(input);
});
