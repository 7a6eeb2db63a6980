import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { startPostgres } from '../../../test/support/postgres.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import { InputError } from '../../core/errors/errors.js';
import * as postgres from './index.js';
import { serviceIn } from './service-file.js';

const server = await startPostgres();

/** A service file for the test, which PGSERVICEFILE names. */
async function services(text: string): Promise<string> {
  const path = join(await folder(), 'services.conf');
  await writeFile(path, text);
  vi.stubEnv('PGSERVICEFILE', path);
  onTestFinished(() => void vi.unstubAllEnvs());
  return path;
}

const SHOP = `# of the shop
[shop]
host=127.0.0.1
port=${server.port}
user=admin
dbname=postgres
application_name=from the file
`;

async function nameOf(connection?: string): Promise<unknown> {
  const sql = "SELECT current_setting('application_name') AS name";
  const { data } = await postgres.executeSQLQuery({ sql, ...(connection && { connection }) });
  return data![0]!.name;
}

describe('a service file', () => {
  it('has the parameters of a connection', async () => {
    await services(`[other]\nhost=nowhere.invalid\n\n${SHOP}[later]\nport=1\n`);
    expect(await nameOf('service=shop')).toBe('from the file');
    expect(await nameOf('postgresql:///?service=shop')).toBe('from the file');
    expect(await nameOf("service=shop application_name='from the string'")).toBe('from the string');
  });

  it('is used by PGSERVICE, before the other variables', async () => {
    await services(SHOP);
    vi.stubEnv('PGSERVICE', 'shop');
    vi.stubEnv('PGAPPNAME', 'from a variable');
    vi.stubEnv('PGHOST', 'nowhere.invalid');
    expect(await nameOf()).toBe('from the file');
  });

  it('is found in the home folder, and works on the command line', async () => {
    const home = await folder();
    await writeFile(join(home, '.pg_service.conf'), SHOP);
    const args = ['postgres', 'ExecuteSQLQuery', '--dbc', 'service=shop', '--sql', 'SELECT 1 AS x'];
    const ended = await oint(args, { env: { HOME: home, PGSERVICEFILE: '' } });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toEqual({ result: true, data: [{ x: 1 }] });
  });

  it('of the machine is in PGSYSCONFDIR', async () => {
    const path = await services('[other]\nhost=nowhere.invalid\n');
    const system = await folder();
    await writeFile(join(system, 'pg_service.conf'), SHOP);
    vi.stubEnv('PGSYSCONFDIR', system);
    expect(await nameOf('service=shop')).toBe('from the file');
    const error = await failure(nameOf('service=none'), InputError);
    expect(error.message).toContain('the service "none", which is not defined');
    expect(error.hint).toBe(
      `Its section [none] can be in ${path} or ${join(system, 'pg_service.conf')}.`,
    );
  });

  it('that is wrong is refused, and shows no line of it', async () => {
    await services('[a]\nhost=h\ns3cret\n[b]\nhots=h\n[c]\nservice=a\n');
    const line = await failure(nameOf('service=a'), InputError);
    expect(line.message).toContain('is not valid: line 3 is not NAME=VALUE');
    expect(line.message).not.toContain('s3cret');
    await expect(nameOf('service=b')).rejects.toThrow('unknown parameter "hots"');
    await expect(nameOf('service=c')).rejects.toThrow('names another service');
  });

  it('is not for a model, which could send its password elsewhere', async () => {
    await services(SHOP);
    vi.stubEnv('PGSERVICE', 'shop');
    const roots = await Roots.of([await folder()], 'Use --root.');
    const access = new ClosedAccess({ roots }, { hosts: ['127.0.0.1'], hint: 'Use --hosts.' });
    onTestFinished(() => access.close());
    const { invoke } = postgres.executeSQLQuery.definition;
    const input = { sql: 'SELECT 1', connection: 'service=shop host=127.0.0.1' };
    await expect(invoke(input, { access })).rejects.toThrow('a service, which is only for users');
    const plain = { sql: 'SELECT 1 AS x', connection: server.url };
    expect(await invoke(plain, { access })).toEqual({ result: true, data: [{ x: 1 }] });
  });

  it('has a first value for each parameter, and any text in it', () => {
    const none = (what: string) => new InputError({ message: what });
    const text = '\r\n[a]\r\n password = x=y \r\npassword=second\r\n__proto__=z\r\n';
    expect(serviceIn(text, 'a', none)).toEqual(
      Object.fromEntries([
        ['password ', ' x=y'],
        ['password', 'second'],
        ['__proto__', 'z'],
      ]),
    );
    expect(serviceIn('[ab]\nhost=h\n', 'a', none)).toBeUndefined();
  });
});
