import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noClickhouse, startClickhouse } from '../../../../test/support/clickhouse.js';
import { ENGINE, noEngine } from '../../../../test/support/clickhouse-engine.js';
import { startEngineGrpc } from '../../../../test/support/clickhouse-grpc.js';
import {
  type Examples,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';

export const examples: Examples = {
  ...((noClickhouse || noEngine) && { whyNot: noClickhouse || noEngine }),
  async run(stage) {
    stage.set({ CLICKHOUSE_PASSWORD: SENTINEL });
    stage.mask(/\b[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}\b/g, '148049c1-2c63-44b9-8f64-7b4471569480');
    stage.mask(/("elapsed": )[\d.e-]+/g, (_, name) => `${name}0.001`);
    stage.mask(/("date": ")[^"]+/g, (_, name) => `${name}Thu, 01 Jan 2026 12:00:00 GMT`);
    stage.mask(/("x-clickhouse-server-display-name": ")[^"]+/g, (_, name) => `${name}clickhouse`);
    await settings(stage);
    await overHttp(stage);
    await overGrpc(stage);
  },
};

async function settings({ answeredBy, example }: Stage): Promise<void> {
  answeredBy(NO_SERVER);
  const login = `--auth "{'default':'env:CLICKHOUSE_PASSWORD'}"`;
  await example(
    `oint clickhouse GetHTTPConnectionSettings --url https://clickhouse.example.com:8443 ${login}`,
  );
  await example(
    `oint clickhouse GetRequestSettings --query "SELECT * FROM people WHERE id = {id:UInt64}" --settings "{'param_id':2,'max_execution_time':30}" --out request.json && cat request.json`,
  );
  await example(
    `oint clickhouse GetExternalTableStructure --name ext --cols "{'id':'UInt64','name':'String'}" --data @people.csv --format CSV`,
  );
  await example('oint clickhouse GetSessionSettings --timeout 120');
  await example('oint clickhouse GetTlsSettings --trust false --cert authority.pem');
  await example(
    `oint clickhouse GetGRPCConnectionSettings --url http://localhost:9100 ${login} --out grpc.json && cat grpc.json`,
  );
}

async function overHttp({ answeredBy, folder, example, mask, prepare }: Stage): Promise<void> {
  const server = await startClickhouse({ password: SENTINEL });
  mask(`127.0.0.1:${server.port}`, 'localhost:8123');
  answeredBy(server.version);
  const settings = {
    address: server.url,
    transport: 'http',
    auth_type: 'basic',
    user: 'default',
    password: 'env:CLICKHOUSE_PASSWORD',
  };
  await writeFile(join(folder, 'server.json'), JSON.stringify(settings));
  await writeFile(join(folder, 'people.csv'), '1,Ada\n2,Alan\n');
  const conn = '--conn server.json';
  await prepare(
    `oint clickhouse ExecuteRequest ${conn} --req "CREATE TABLE people (id UInt64, name String) ENGINE = Memory"`,
  );
  await prepare(
    `oint clickhouse ExecuteRequest ${conn} --req "{'query':'INSERT INTO people FORMAT CSV','data':'@people.csv'}"`,
  );
  await example(
    `oint clickhouse ExecuteRequest ${conn} --req "SELECT id, name FROM people ORDER BY id"`,
  );
}

async function overGrpc({ answeredBy, example, mask, prepare, program }: Stage): Promise<void> {
  const { port, address } = await startEngineGrpc(SENTINEL);
  mask(`127.0.0.1:${port}`, 'localhost:9100');
  answeredBy(ENGINE);
  const conn = `--conn "{'address':'${address}','transport':'grpc','user':'default','password':'env:CLICKHOUSE_PASSWORD'}"`;
  await prepare(
    `oint clickhouse ExecuteRequest ${conn} --req "CREATE TABLE people (id UInt64, name String) ENGINE = MergeTree ORDER BY id"`,
  );
  await example(
    `oint clickhouse ProcessGRPCSending ${conn} --req "INSERT INTO people FORMAT CSV" --data "['1,Ada\\n','2,Alan\\n']"`,
  );
  await example(
    `oint clickhouse ProcessGRPCReceiving ${conn} --req "{'query':'SELECT * FROM people ORDER BY id','format':'JSONCompact'}"`,
  );
  const open = `
import clickhouse from 'oint/clickhouse';

await using connection = await clickhouse.createGRPCConnection({
  settings: {
    address: '${address}',
    user: 'default',
    password: process.env.CLICKHOUSE_PASSWORD,
  },
});
`;
  await program(
    'CreateGRPCConnection',
    `${open}const request = 'SELECT name FROM people ORDER BY id FORMAT TSV';
const { body } = await clickhouse.executeRequest({ connection, request });
console.log(body);`,
  );
  const stream = `${open}const { streamId } = await clickhouse.openGRPCStream({ connection });
`;
  await program('OpenGRPCStream', `${stream}console.log(streamId);`);
  const insert = `${stream}const request = { query: 'INSERT INTO people FORMAT CSV', data: '3,Grace\\n' };
`;
  await program(
    'SendGRPCMessage',
    `${insert}console.log(await clickhouse.sendGRPCMessage({ connection, streamId, request }));`,
  );
  const more = `${insert}await clickhouse.sendGRPCMessage({ connection, streamId, request, waitNext: true });
`;
  await program(
    'SendGRPCData',
    `${more}console.log(await clickhouse.sendGRPCData({ connection, streamId, data: '4,Ken\\n' }));`,
  );
  await program(
    'CompleteGRPCSending',
    `${stream}const request = 'SELECT 1';
await clickhouse.sendGRPCMessage({ connection, streamId, request });
console.log(await clickhouse.completeGRPCSending({ connection, streamId }));`,
  );
  await program(
    'GetGRPCMessage',
    `${stream}const request = { query: 'SELECT id, name FROM people ORDER BY id LIMIT 2', format: 'JSONEachRow' };
await clickhouse.sendGRPCMessage({ connection, streamId, request });
const found = await clickhouse.getGRPCMessage({ connection, streamId });
console.log(found.result && found.message.output);`,
  );
  await program(
    'CloseGRPCStream',
    `${stream}console.log(await clickhouse.closeGRPCStream({ connection, streamId }));`,
  );
}
