import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { startPostgres } from '../../../test/support/postgres.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import * as postgres from './index.js';

const { url, port } = await startPostgres();

async function closed(hosts: string[]): Promise<ClosedAccess> {
  const roots = await Roots.of([await folder()], 'Use --root.');
  const made = new ClosedAccess({ roots }, { hosts, hint: 'Use --hosts.' });
  onTestFinished(() => made.close());
  return made;
}

describe('a call whose values a model chose', () => {
  it('cannot write when it reads, also not by the functions of a view', async () => {
    await postgres.executeSQLQuery({
      sql: `CREATE TABLE log (x INT);
        CREATE FUNCTION noting() RETURNS INT LANGUAGE sql VOLATILE
          AS 'INSERT INTO log VALUES (1) RETURNING x';
        CREATE VIEW noisy AS SELECT noting() AS x`,
      connection: url,
    });
    const access = await closed(['127.0.0.1']);
    const input = { table: 'noisy', connection: url };
    const { invoke, invokeStream } = postgres.getRecords.definition;
    await expect(invoke(input, { access })).rejects.toMatchObject({ reason: '25006' });
    const reading = async () => {
      for await (const _ of await invokeStream!(input, { access }));
    };
    await expect(reading()).rejects.toMatchObject({ reason: '25006' });
    expect((await postgres.getRecords({ table: 'log', connection: url })).data).toEqual([]);
    expect(await invoke({ table: 'log', connection: url }, { access })).toMatchObject({ data: [] });
    // The user's own call runs the view as it is.
    expect((await postgres.getRecords(input)).data).toEqual([{ x: 1 }]);
  });

  it('leaves an open connection as it was', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const access = await closed(['127.0.0.1']);
    const { invoke } = postgres.getRecords.definition;
    expect(
      await invoke({ table: 'pg_catalog.pg_class', limit: 1, connection }, { access }),
    ).toMatchObject({ result: true });
    await postgres.executeSQLQuery({ sql: 'CREATE TABLE later (x INT)', connection });
  });

  it('has no SQL inside a filter', async () => {
    const access = await closed(['127.0.0.1']);
    const filters = { field: 'x', value: '1 OR true', raw: true };
    const { invoke } = postgres.getRecords.definition;
    await expect(invoke({ table: 'log', filters, connection: url }, { access })).rejects.toThrow(
      'SQL inside a filter is not allowed',
    );
  });

  it('sends no password of the environment to a server that it names', async () => {
    const sent: Buffer[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (data) => {
        sent.push(data);
        // "N": no TLS. Then the request for a password in clear text.
        if (data.readInt32BE(4) === 80877103) socket.write('N');
        else socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port: trap } = server.address() as { port: number };
    vi.stubEnv('PGPASSWORD', 'of the user');
    vi.stubEnv('PGUSER', 'user of the environment');
    vi.stubEnv('PGPORT', String(port));
    onTestFinished(() => void vi.unstubAllEnvs());
    const access = await closed(['127.0.0.1']);
    const { invoke } = postgres.getRecords.definition;
    const connection = `postgresql://someone@127.0.0.1:${trap}/x`;
    await expect(invoke({ table: 't', connection }, { access })).rejects.toThrow(
      'the server requires a password',
    );
    expect(Buffer.concat(sent).toString('latin1')).not.toContain('of the');
    // A user who names the server gets what psql would send.
    const own = postgres.getRecords({ table: 't', connection }, { connectTimeout: 300 });
    await expect(own).rejects.toThrow();
    expect(Buffer.concat(sent).toString('latin1')).toContain('of the user');
  });
});
