import {
  type Examples,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { startStandIn } from './stand-in.js';

const server = await startStandIn({ password: SENTINEL });

export const examples: Examples = {
  async run(stage) {
    stage.set({ DB_PASSWORD: SENTINEL });
    stage.mask(`127.0.0.1,${server.port}`, 'localhost,1433');
    stage.mask(`127.0.0.1:${server.port}`, 'localhost:1433');
    stage.answeredBy(NO_SERVER);
    await settings(stage);
    stage.answeredBy(
      'A stand-in made from the protocol of SQL Server (MS-TDS), in front of SQLite: the statements have not run on SQL Server',
    );
    await tables(stage);
    await records(stage);
    await programs(stage);
    await endings(stage);
  },
};

const at = (database: string) =>
  `"Server=127.0.0.1,${server.port};${database && `Database=${database};`}User Id=sa;Password=env:DB_PASSWORD;Encrypt=false"`;

async function settings({ example }: Stage): Promise<void> {
  await example(
    'oint mssql GenerateConnectionString --addr localhost --db shop --login sa --pass env:DB_PASSWORD',
  );
  await example('oint mssql GetTlsSettings --trust false --cert ca.pem');
  await example('oint mssql GetLoggingSettings --count 100 --path queries.log');
  await example('oint mssql GetRecordsFilterStructure');
}

async function tables({ example }: Stage): Promise<void> {
  const shop = `--dbc ${at('shop')}`;
  await example(`oint mssql CreateDatabase --dbc ${at('')} --base shop`);
  await example(
    `oint mssql CreateTable ${shop} --table people --cols "{'id':'INT IDENTITY PRIMARY KEY','name':'NVARCHAR(100)','email':'NVARCHAR(100)'}"`,
  );
  await example(
    `oint mssql AddTableColumn ${shop} --table people --name city --type 'NVARCHAR(50)'`,
  );
  await example(`oint mssql DeleteTableColumn ${shop} --table people --name city`);
  await example(
    `oint mssql EnsureTable ${shop} --table people --cols "{'id':'INT','name':'NVARCHAR(100)','email':'NVARCHAR(100)','born':'INT'}"`,
  );
  await example(
    `oint mssql GetTableInformation ${shop} --table people --query "data[].[column_name,data_type,is_nullable]"`,
  );
}

async function records({ example }: Stage): Promise<void> {
  const people = `--dbc ${at('shop')} --table people`;
  await example(
    `oint mssql AddRecords ${people} --rows "[{'name':'Ada','born':1815,'email':'ada@example.com'},{'name':'Alan','born':1912,'email':'alan@example.com'}]"`,
  );
  await example(
    `oint mssql EnsureRecords --db ${at('shop')} --table people --unique "['email']" --rows "[{'name':'Ada Lovelace','email':'ada@example.com'},{'name':'Grace','born':1906,'email':'grace@example.com'}]"`,
  );
  await example(
    `oint mssql GetRecords ${people} --fields "['name','born']" --filter "{'field':'born','type':'>','value':1900}" --order "{'born':'DESC'}" --limit 10`,
  );
  await example(
    `oint mssql UpdateRecords ${people} --values "{'name':'Grace Hopper'}" --filter "{'field':'email','type':'=','value':'grace@example.com'}"`,
  );
  await example(
    `oint mssql ExecuteSQLQuery --dbc ${at('shop')} --sql "SELECT name, 2026 - born AS years FROM people WHERE name LIKE @P1 ORDER BY born" --params "['A%']"`,
  );
}

async function programs(stage: Stage): Promise<void> {
  stage.set({
    DATABASE: `Server=127.0.0.1,${server.port};Database=shop;User Id=sa;Password=${SENTINEL};Encrypt=false`,
  });
  stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  await stage.program(
    'CreateConnection',
    `
import mssql from 'oint/mssql';

const connectionString = process.env.DATABASE;
await using connection = await mssql.createConnection({ connectionString });
const { data } = await mssql.getRecords({ connection, table: 'people', order: { born: 'ASC' } });
console.log(data);
`,
  );
  await stage.program(
    'CloseConnection',
    `
import mssql from 'oint/mssql';

const connectionString = process.env.DATABASE;
const connection = await mssql.createConnection({ connectionString });
console.log(await mssql.closeConnection({ connection }));
`,
  );
  await stage.program(
    'IsConnector',
    `
import mssql from 'oint/mssql';

const connectionString = process.env.DATABASE;
await using connection = await mssql.createConnection({ connectionString });
console.log(await mssql.isConnector({ value: connection }));
console.log(await mssql.isConnector({ value: 'Server=localhost' }));
`,
  );
  await stage.program(
    'GetLog',
    `
import mssql from 'oint/mssql';

const connectionString = process.env.DATABASE;
const logging = await mssql.getLoggingSettings({ memory: true });
await using connection = await mssql.createConnection({ connectionString, logging });
await mssql.executeSQLQuery({ connection, sql: 'SELECT count(*) FROM people' });
console.log(await mssql.getLog({ connection }));
`,
  );
}

async function endings({ example }: Stage): Promise<void> {
  const people = `--dbc ${at('shop')} --table people`;
  await example(
    `oint mssql DeleteRecords ${people} --filter "{'field':'born','type':'<','value':1900}"`,
  );
  await example(`oint mssql ClearTable ${people}`);
  await example(`oint mssql DeleteTable ${people}`);
  await example(`oint mssql DeleteDatabase --dbc ${at('')} --base shop`);
}
