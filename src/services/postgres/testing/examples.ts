import pg from 'pg';
import {
  type Examples,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { startPostgres, whyNoServer } from '../../../../test/support/postgres.js';

const server = whyNoServer ? undefined : await startPostgres();

export const examples: Examples = {
  // The server in WebAssembly has no passwords and has different messages.
  whyNot: whyNoServer,
  async run(stage) {
    stage.set({ DB_PASSWORD: SENTINEL });
    stage.mask(`127.0.0.1:${server!.port}`, 'localhost:5432');
    stage.answeredBy(NO_SERVER);
    await settings(stage);
    stage.answeredBy(`PostgreSQL ${await prepared()}`);
    await tables(stage);
    await records(stage);
    await programs(stage);
    await endings(stage);
  },
};

const at = (database: string) =>
  `"postgresql://me:env:DB_PASSWORD@127.0.0.1:${server?.port}/${database}"`;

/** Creates the user and returns the server version. */
async function prepared(): Promise<string> {
  const client = new pg.Client(server!.url);
  await client.connect();
  await client.query(`CREATE ROLE me LOGIN SUPERUSER PASSWORD '${SENTINEL}'`);
  const { rows } = await client.query('SHOW server_version');
  await client.end();
  return /^[\d.]+/.exec(rows[0].server_version)![0];
}

async function settings({ example }: Stage): Promise<void> {
  await example(
    'oint postgres GenerateConnectionString --addr localhost --db shop --login me --pass env:DB_PASSWORD',
  );
  await example('oint postgres GetTlsSettings --trust false --cert ca.pem');
  await example('oint postgres GetLoggingSettings --count 100 --path queries.log');
  await example('oint postgres GetRecordsFilterStructure');
}

async function tables({ example }: Stage): Promise<void> {
  const shop = `--dbc ${at('shop')}`;
  await example(`oint postgres CreateDatabase --dbc ${at('postgres')} --base shop`);
  await example(
    `oint postgres CreateTable ${shop} --table people --cols "{'id':'SERIAL PRIMARY KEY','name':'TEXT','email':'TEXT UNIQUE'}"`,
  );
  await example(`oint postgres AddTableColumn ${shop} --table people --name city --type TEXT`);
  await example(`oint postgres DeleteTableColumn ${shop} --table people --name city`);
  await example(
    `oint postgres EnsureTable ${shop} --table people --cols "{'id':'INTEGER','name':'TEXT','email':'TEXT','born':'INTEGER'}"`,
  );
  await example(
    `oint postgres GetTableInformation ${shop} --table people --query "data[].[column_name,data_type,is_nullable]"`,
  );
}

async function records({ example }: Stage): Promise<void> {
  const people = `--dbc ${at('shop')} --table people`;
  await example(
    `oint postgres AddRecords ${people} --rows "[{'name':'Ada','born':1815,'email':'ada@example.com'},{'name':'Alan','born':1912,'email':'alan@example.com'}]"`,
  );
  await example(
    `oint postgres EnsureRecords --db ${at('shop')} --table people --unique email --rows "[{'name':'Ada Lovelace','email':'ada@example.com'},{'name':'Grace','born':1906,'email':'grace@example.com'}]"`,
  );
  await example(
    `oint postgres GetRecords ${people} --fields "['name','born']" --filter "{'field':'born','type':'>','value':1900}" --order "{'born':'DESC'}" --limit 10`,
  );
  await example(
    `oint postgres UpdateRecords ${people} --values "{'name':'Grace Hopper'}" --filter "{'field':'email','type':'=','value':'grace@example.com'}"`,
  );
  await example(
    `oint postgres ExecuteSQLQuery --dbc ${at('shop')} --sql "SELECT name, 2026 - born AS years FROM people WHERE name LIKE \\$1 ORDER BY born" --params "['A%']"`,
  );
}

async function programs(stage: Stage): Promise<void> {
  stage.set({ DATABASE: `postgresql://me:${SENTINEL}@127.0.0.1:${server!.port}/shop` });
  stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  await stage.program(
    'CreateConnection',
    `
import postgres from 'oint/postgres';

const connectionString = process.env.DATABASE;
await using connection = await postgres.createConnection({ connectionString });
const { data } = await postgres.getRecords({ connection, table: 'people', order: { born: 'ASC' } });
console.log(data);
`,
  );
  await stage.program(
    'CloseConnection',
    `
import postgres from 'oint/postgres';

const connectionString = process.env.DATABASE;
const connection = await postgres.createConnection({ connectionString });
console.log(await postgres.closeConnection({ connection }));
`,
  );
  await stage.program(
    'IsConnector',
    `
import postgres from 'oint/postgres';

const connectionString = process.env.DATABASE;
await using connection = await postgres.createConnection({ connectionString });
console.log(await postgres.isConnector({ value: connection }));
console.log(await postgres.isConnector({ value: 'postgresql://localhost/shop' }));
`,
  );
  await stage.program(
    'GetLog',
    `
import postgres from 'oint/postgres';

const connectionString = process.env.DATABASE;
const logging = await postgres.getLoggingSettings({ memory: true });
await using connection = await postgres.createConnection({ connectionString, logging });
await postgres.executeSQLQuery({ connection, sql: 'SELECT count(*) FROM people' });
console.log(await postgres.getLog({ connection }));
`,
  );
}

async function endings({ example }: Stage): Promise<void> {
  const people = `--dbc ${at('shop')} --table people`;
  await example(
    `oint postgres DeleteRecords ${people} --filter "{'field':'born','type':'<','value':1900}"`,
  );
  await example(`oint postgres ClearTable ${people}`);
  await example(`oint postgres DeleteTable ${people}`);
  const other = new pg.Client(server!.as({ database: 'shop' }));
  // Its connection is ended.
  other.on('error', () => {});
  await other.connect();
  const base = `--dbc ${at('postgres')} --base shop`;
  await example(`oint postgres DisableAllDatabaseConnections ${base}`);
  await example(`oint postgres DeleteDatabase ${base}`);
}
