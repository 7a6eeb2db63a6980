import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';

const noCompiler =
  spawnSync('cc', ['--version']).error && 'no C compiler is installed, which the extension needs';

export const examples: Examples = {
  whyNot: noCompiler,
  async run(stage) {
    stage.answeredBy(`SQLite ${version()}, a database in a file`);
    await tables(stage);
    await records(stage);
    await programs(stage);
    await clearing(stage);
    stage.answeredBy(NO_SERVER);
    await stage.example('oint sqlite GetRecordsFilterStructure');
    await stage.example('oint sqlite GetLoggingSettings --count 100 --path queries.log');
  },
};

function version(): string {
  const database = new Database(':memory:');
  const found = database.prepare('SELECT sqlite_version()').pluck().get();
  database.close();
  return String(found);
}

async function tables({ example }: Stage): Promise<void> {
  await example(
    `oint sqlite CreateTable --db people.db --table people --cols "{'id':'INTEGER PRIMARY KEY','name':'TEXT','email':'TEXT UNIQUE'}"`,
  );
  await example('oint sqlite AddTableColumn --db people.db --table people --name city --type TEXT');
  await example('oint sqlite GetTableInformation --db people.db --table people');
  await example('oint sqlite DeleteTableColumn --db people.db --table people --name city');
  await example(
    `oint sqlite EnsureTable --db people.db --table people --cols "{'id':'INTEGER PRIMARY KEY','name':'TEXT','email':'TEXT UNIQUE','born':'INTEGER'}"`,
  );
}

async function records({ example }: Stage): Promise<void> {
  await example(
    `oint sqlite AddRecords --db people.db --table people --rows "[{'name':'Ada','born':1815,'email':'ada@example.com'},{'name':'Alan','born':1912,'email':'alan@example.com'}]"`,
  );
  await example(
    `oint sqlite EnsureRecords --db people.db --table people --unique email --rows "[{'name':'Ada Lovelace','email':'ada@example.com'},{'name':'Grace','born':1906,'email':'grace@example.com'}]"`,
  );
  await example(
    `oint sqlite GetRecords --db people.db --table people --fields "['name','born']" --filter "{'field':'born','type':'>','value':1900}" --order "{'born':'DESC'}" --limit 10`,
  );
  await example(
    `oint sqlite UpdateRecords --db people.db --table people --values "{'name':'Grace Hopper'}" --filter "{'field':'email','type':'=','value':'grace@example.com'}"`,
  );
  await example(
    `oint sqlite ExecuteSQLQuery --db people.db --sql "SELECT name, 2026 - born AS years FROM people WHERE name LIKE ?" --params "['A%']"`,
  );
}

async function programs(stage: Stage): Promise<void> {
  await stage.program(
    'CreateConnection',
    `
import sqlite from 'oint/sqlite';

await using db = await sqlite.createConnection({ path: 'people.db' });
const { data } = await sqlite.getRecords({ db, table: 'people', fields: ['id', 'name'] });
console.log(data);
`,
  );
  await stage.program(
    'CloseConnection',
    `
import sqlite from 'oint/sqlite';

const connection = await sqlite.createConnection({ path: 'people.db' });
console.log(await sqlite.closeConnection({ connection }));
`,
  );
  await stage.program(
    'IsConnector',
    `
import sqlite from 'oint/sqlite';

await using connection = await sqlite.createConnection({});
console.log(await sqlite.isConnector({ value: connection }));
console.log(await sqlite.isConnector({ value: 'people.db' }));
`,
  );
  stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  await stage.program(
    'GetLog',
    `
import sqlite from 'oint/sqlite';

const logging = await sqlite.getLoggingSettings({ memory: true });
await using connection = await sqlite.createConnection({ path: 'people.db', logging });
await sqlite.executeSQLQuery({ db: connection, sql: 'SELECT count(*) FROM people' });
console.log(await sqlite.getLog({ connection }));
`,
  );
  await extension(stage);
}

const SOURCE = `
#include "sqlite3ext.h"
SQLITE_EXTENSION_INIT1
static void answer(sqlite3_context *c, int n, sqlite3_value **v) { sqlite3_result_int(c, 42); }
int sqlite3_answer_init(sqlite3 *db, char **e, const sqlite3_api_routines *api) {
  SQLITE_EXTENSION_INIT2(api);
  return sqlite3_create_function(db, "answer", 0, SQLITE_UTF8, 0, answer, 0, 0);
}`;

/** A real extension with one function. */
async function extension(stage: Stage): Promise<void> {
  const headers = join(process.cwd(), 'node_modules/better-sqlite3/deps/sqlite3');
  const args = ['-shared', '-fPIC', '-x', 'c', '-', '-I', headers];
  execFileSync('cc', [...args, '-o', join(stage.folder, 'answer.so')], { input: SOURCE });
  await stage.program(
    'ConnectExtension',
    `
import sqlite from 'oint/sqlite';

await using db = await sqlite.createConnection({});
console.log(await sqlite.connectExtension({ extension: 'answer.so', db }));
console.log(await sqlite.executeSQLQuery({ sql: 'SELECT answer() AS n', db }));
`,
  );
}

async function clearing({ example }: Stage): Promise<void> {
  await example(
    `oint sqlite DeleteRecords --db people.db --table people --filter "{'field':'born','type':'<','value':1900}"`,
  );
  await example('oint sqlite ClearTable --db people.db --table people');
  await example('oint sqlite DeleteTable --db people.db --table people');
}
