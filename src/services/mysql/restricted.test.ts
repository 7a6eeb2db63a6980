import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { startMariadb, whyNoServer } from '../../../test/support/mariadb.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import * as mysql from './index.js';
import { scriptedLogin } from './testing/scripted-login.js';

async function closed(hosts: string[]): Promise<ClosedAccess> {
  const roots = await Roots.of([await folder()], 'Use --root.');
  const made = new ClosedAccess({ roots }, { hosts, hint: 'Use --hosts.' });
  onTestFinished(() => made.close());
  return made;
}

const why = whyNoServer ? ` (skipped: ${whyNoServer})` : '';

describe.skipIf(whyNoServer)(`a call whose values a model chose${why}`, async () => {
  if (whyNoServer) return;
  const { url } = await startMariadb();

  it('cannot write when it reads, also not by the functions of a view', async () => {
    const run = (sql: string) => mysql.executeSQLQuery({ sql, connection: url });
    await run('CREATE TABLE log (x INT)');
    await run(`CREATE FUNCTION noting() RETURNS INT MODIFIES SQL DATA
      BEGIN INSERT INTO log VALUES (1); RETURN 1; END`);
    await run('CREATE VIEW noisy AS SELECT noting() AS x');
    const access = await closed(['127.0.0.1']);
    const input = { table: 'noisy', connection: url };
    const { invoke, invokeStream } = mysql.getRecords.definition;
    const readOnly = { reason: 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION' };
    await expect(invoke(input, { access })).rejects.toMatchObject(readOnly);
    const reading = async () => {
      for await (const _ of await invokeStream!(input, { access }));
    };
    await expect(reading()).rejects.toMatchObject(readOnly);
    expect((await mysql.getRecords({ table: 'log', connection: url })).data).toEqual([]);
    expect(await invoke({ table: 'log', connection: url }, { access })).toMatchObject({ data: [] });
    // The user's own call runs the view as it is.
    expect((await mysql.getRecords(input)).data).toEqual([{ x: 1 }]);
  });

  it('leaves an open connection as it was', async () => {
    await using connection = await mysql.createConnection({ connectionString: url });
    const access = await closed(['127.0.0.1']);
    const { invoke } = mysql.getRecords.definition;
    const input = { table: 'information_schema.TABLES', limit: 1, connection };
    expect(await invoke(input, { access })).toMatchObject({ result: true });
    await mysql.executeSQLQuery({ sql: 'CREATE TABLE later (x INT)', connection });
    await mysql.addRecords({ table: 'later', rows: [{ x: 1 }], connection });
  });

  it('has no SQL inside a filter, and no host that is not allowed', async () => {
    const access = await closed(['127.0.0.1']);
    const filters = { field: 'x', value: '1 OR true', raw: true };
    const { invoke } = mysql.getRecords.definition;
    await expect(invoke({ table: 'log', filters, connection: url }, { access })).rejects.toThrow(
      'SQL inside a filter is not allowed',
    );
    const elsewhere = { table: 'log', connection: url.replace('127.0.0.1', '127.0.0.2') };
    await expect(invoke(elsewhere, { access })).rejects.toThrow(/not allowed/);
    const local = { table: 'log', connection: 'mysql://root@localhost/x?socket=/run/mysqld.sock' };
    await expect(invoke(local, { access })).rejects.toThrow(/not allowed/);
  });

  it('reads no file of the user for the server', async () => {
    const access = await closed(['127.0.0.1']);
    const sql = "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE log";
    const { invoke } = mysql.executeSQLQuery.definition;
    const given = { sql, connection: url };
    await expect(invoke(given, { access })).rejects.toMatchObject({ reason: 'LOCAL_FILE' });
    const named = { ...given, localFile: '/etc/hostname' };
    await expect(invoke(named, { access })).rejects.toMatchObject({ code: 'input' });
  });

  it('sends no password of the environment to a server that it names', async () => {
    const { port, seen } = await scriptedLogin({});
    vi.stubEnv('MYSQL_PWD', 'of the user');
    onTestFinished(() => void vi.unstubAllEnvs());
    const access = await closed(['127.0.0.1']);
    const { invoke } = mysql.getRecords.definition;
    const connection = `mysql://someone@127.0.0.1:${port}/?allowPublicKeyRetrieval=true`;
    await expect(invoke({ table: 't', connection }, { access })).rejects.toThrow();
    expect(JSON.stringify(seen)).not.toContain('of the user');
    // A user who names the server gets what mysql would send.
    await expect(mysql.getRecords({ table: 't', connection })).rejects.toThrow();
    expect(seen.at(-1)?.password).toBe('of the user');
  });
});
