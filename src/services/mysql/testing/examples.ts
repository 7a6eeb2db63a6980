import { createConnection } from 'mysql2/promise';
import {
  type Examples,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { startMariadb, whyNoServer } from '../../../../test/support/mariadb.js';

const server = whyNoServer ? undefined : await startMariadb();

export const examples: Examples = {
  whyNot: whyNoServer,
  async run(stage) {
    stage.set({ DB_PASSWORD: SENTINEL });
    stage.mask(`127.0.0.1:${server!.port}`, 'localhost:3306');
    stage.answeredBy(NO_SERVER);
    await settings(stage);
    stage.answeredBy(`MariaDB ${await prepared()}`);
    await tables(stage);
    await records(stage);
    await programs(stage);
    await endings(stage);
  },
};

const at = (database: string) =>
  `"mysql://me:env:DB_PASSWORD@127.0.0.1:${server?.port}/${database}"`;

/** Creates the user and returns the server version. */
async function prepared(): Promise<string> {
  const client = await createConnection({ host: '127.0.0.1', port: server!.port, user: 'root' });
  await client.query('CREATE USER me IDENTIFIED BY ?', [SENTINEL]);
  await client.query('GRANT ALL ON *.* TO me');
  const [rows] = await client.query('SELECT VERSION() AS version');
  await client.end();
  return /^[\d.]+/.exec((rows as { version: string }[])[0]!.version)![0];
}

async function settings({ example }: Stage): Promise<void> {
  await example(
    'oint mysql GenerateConnectionString --addr localhost --db shop --login me --pass env:DB_PASSWORD',
  );
  await example('oint mysql GetTlsSettings --trust false --cert ca.pem');
  await example('oint mysql GetLoggingSettings --count 100 --path queries.log');
  await example('oint mysql GetRecordsFilterStructure');
}

async function tables({ example }: Stage): Promise<void> {
  const shop = `--dbc ${at('shop')}`;
  await example(`oint mysql CreateDatabase --dbc ${at('')} --base shop`);
  await example(
    `oint mysql CreateTable ${shop} --table people --cols "{'id':'INT AUTO_INCREMENT PRIMARY KEY','name':'TEXT','email':'VARCHAR(100) UNIQUE'}"`,
  );
  await example(`oint mysql AddTableColumn ${shop} --table people --name city --type TEXT`);
  await example(`oint mysql DeleteTableColumn ${shop} --table people --name city`);
  await example(
    `oint mysql EnsureTable ${shop} --table people --cols "{'id':'INT','name':'TEXT','email':'VARCHAR(100)','born':'INT'}"`,
  );
  await example(
    `oint mysql GetTableInformation ${shop} --table people --query "data[].[COLUMN_NAME,COLUMN_TYPE,COLUMN_KEY]"`,
  );
}

async function records({ example }: Stage): Promise<void> {
  const people = `--dbc ${at('shop')} --table people`;
  await example(
    `oint mysql AddRecords ${people} --rows "[{'name':'Ada','born':1815,'email':'ada@example.com'},{'name':'Alan','born':1912,'email':'alan@example.com'}]"`,
  );
  await example(
    `oint mysql EnsureRecords --db ${at('shop')} --table people --rows "[{'name':'Ada Lovelace','email':'ada@example.com'},{'name':'Grace','born':1906,'email':'grace@example.com'}]"`,
  );
  await example(
    `oint mysql GetRecords ${people} --fields "['name','born']" --filter "{'field':'born','type':'>','value':1900}" --order "{'born':'DESC'}" --limit 10`,
  );
  await example(
    `oint mysql UpdateRecords ${people} --values "{'name':'Grace Hopper'}" --filter "{'field':'email','type':'=','value':'grace@example.com'}"`,
  );
  await example(
    `oint mysql ExecuteSQLQuery --dbc ${at('shop')} --sql "SELECT name, 2026 - born AS years FROM people WHERE name LIKE ? ORDER BY born" --params "['A%']"`,
  );
}

async function programs(stage: Stage): Promise<void> {
  stage.set({ DATABASE: `mysql://me:${SENTINEL}@127.0.0.1:${server!.port}/shop` });
  stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  await stage.program(
    'CreateConnection',
    `
import mysql from 'oint/mysql';

const connectionString = process.env.DATABASE;
await using connection = await mysql.createConnection({ connectionString });
const { data } = await mysql.getRecords({ connection, table: 'people', order: { born: 'ASC' } });
console.log(data);
`,
  );
  await stage.program(
    'CloseConnection',
    `
import mysql from 'oint/mysql';

const connectionString = process.env.DATABASE;
const connection = await mysql.createConnection({ connectionString });
console.log(await mysql.closeConnection({ connection }));
`,
  );
  await stage.program(
    'IsConnector',
    `
import mysql from 'oint/mysql';

const connectionString = process.env.DATABASE;
await using connection = await mysql.createConnection({ connectionString });
console.log(await mysql.isConnector({ value: connection }));
console.log(await mysql.isConnector({ value: 'mysql://localhost/shop' }));
`,
  );
  await stage.program(
    'GetLog',
    `
import mysql from 'oint/mysql';

const connectionString = process.env.DATABASE;
const logging = await mysql.getLoggingSettings({ memory: true });
await using connection = await mysql.createConnection({ connectionString, logging });
await mysql.executeSQLQuery({ connection, sql: 'SELECT count(*) FROM people' });
console.log(await mysql.getLog({ connection }));
`,
  );
}

async function endings({ example }: Stage): Promise<void> {
  const people = `--dbc ${at('shop')} --table people`;
  await example(
    `oint mysql DeleteRecords ${people} --filter "{'field':'born','type':'<','value':1900}"`,
  );
  await example(`oint mysql ClearTable ${people}`);
  await example(`oint mysql DeleteTable ${people}`);
  await example(`oint mysql DeleteDatabase --dbc ${at('')} --base shop`);
}
