import {
  type Examples,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { startStandIn } from './server.js';

const server = await startStandIn({ user: { name: 'me', password: SENTINEL } });

/** Debian has no MongoDB, and npm none that can be installed without a download. */
const STAND_IN =
  'a stand-in of OInt, made from the documentation of MongoDB and checked with its own client for Python';

export const examples: Examples = {
  async run(stage) {
    stage.set({ MONGODB_PASSWORD: SENTINEL });
    stage.mask(`127.0.0.1:${server.port}`, 'localhost:27017');
    stage.mask(/"\$oid": "[\da-f]{24}"/g, '"$oid": "65f1a2b3c4d5e6f708192a3b"');
    stage.answeredBy(NO_SERVER);
    await settings(stage);
    stage.answeredBy(STAND_IN);
    await documents(stage);
    await users(stage);
    await programs(stage);
    await endings(stage);
  },
};

const shop = `--dbc "mongodb://me:env:MONGODB_PASSWORD@127.0.0.1:${server.port}/shop?authSource=admin"`;
const people = `${shop} --coll people`;

async function settings({ example }: Stage): Promise<void> {
  await example(
    `oint mongodb GenerateConnectionString --addr localhost:27017 --db shop --usr me --pwd env:MONGODB_PASSWORD --params "{'authSource':'admin'}"`,
  );
  await example('oint mongodb GetLoggingSettings --count 100 --path commands.log');
  await example(
    `oint mongodb GetDocumentUpdateStructure --query "{'name':'Ada'}" --data "{'\\$set':{'city':'London'}}"`,
  );
  await example(
    `oint mongodb GetDocumentDeletionStructure --query "{'born':{'\\$lt':1900}}" --limit 0`,
  );
  await example(
    `oint mongodb GetRolePrivilegeStructure --res "{'db':'shop','collection':'orders'}" --act "['find','insert']"`,
  );
}

async function documents({ example }: Stage): Promise<void> {
  await example(`oint mongodb CreateCollection ${shop} --name people`);
  await example(
    `oint mongodb InsertDocuments ${people} --docs "[{'_id':1,'name':'Ada','born':1815},{'_id':2,'name':'Alan','born':1912},{'_id':3,'name':'Grace','born':1906,'balance':{'\\$numberDecimal':'12345678901234567.89'}}]"`,
  );
  await example(
    `oint mongodb GetDocuments ${people} --query "{'born':{'\\$gte':1900}}" --sort "{'born':-1}" --params "{'limit':10}"`,
  );
  await example(
    `oint mongodb UpdateDocuments ${people} --updates "[{'q':{'name':'Ada'},'u':{'\\$set':{'city':'London'}}}]"`,
  );
  await example(
    `oint mongodb ExecuteCommand ${shop} --comm count --arg people --data "{'query':{'born':{'\\$lt':1910}}}"`,
  );
  await example(`oint mongodb GetListOfBases ${shop}`);
  await example(`oint mongodb GetDatabase ${shop}`);
  await example(`oint mongodb GetCollectionList ${shop}`);
}

async function users(stage: Stage): Promise<void> {
  const { example } = stage;
  stage.set({ ADA_PASSWORD: `${SENTINEL}-ada` });
  await example(
    `oint mongodb CreateRole ${shop} --name clerk --prvl "[{'resource':{'db':'shop','collection':'orders'},'actions':['find','insert']}]"`,
  );
  await example(`oint mongodb UpdateRole ${shop} --name clerk --roles "['read']"`);
  await example(`oint mongodb GetRoles ${shop} --roles clerk --sprv true`);
  await example(
    `oint mongodb CreateUser ${shop} --name ada --roles "['readWrite']" --pwd env:ADA_PASSWORD`,
  );
  await example(
    `oint mongodb UpdateUser ${shop} --name ada --roles "['read']" --params "{'customData':{'team':'sales'}}"`,
  );
  await example(`oint mongodb GrantRoles ${shop} --user ada --roles "['clerk']"`);
  await example(`oint mongodb RevokeRoles ${shop} --user ada --roles "['read']"`);
  await example(`oint mongodb GetUsers ${shop} --usrs ada`);
  await example(`oint mongodb GetDatabaseUsers ${shop}`);
}

async function programs(stage: Stage): Promise<void> {
  stage.set({
    DATABASE: `mongodb://me:${SENTINEL}@127.0.0.1:${server.port}/shop?authSource=admin`,
  });
  stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  await stage.program(
    'CreateConnection',
    `
import mongodb from 'oint/mongodb';

const connectionString = process.env.DATABASE!;
await using connection = await mongodb.createConnection({ connectionString });
const on = { connection, collection: 'people', sort: { born: 1 } };
for await (const { name, born } of await mongodb.getDocuments.stream(on)) console.log(name, born);
`,
  );
  await stage.program(
    'CloseConnection',
    `
import mongodb from 'oint/mongodb';

const connectionString = process.env.DATABASE!;
const connection = await mongodb.createConnection({ connectionString });
console.log(await mongodb.closeConnection({ connection }));
`,
  );
  await stage.program(
    'IsConnector',
    `
import mongodb from 'oint/mongodb';

const connectionString = process.env.DATABASE!;
await using connection = await mongodb.createConnection({ connectionString });
console.log(await mongodb.isConnector({ value: connection }));
console.log(await mongodb.isConnector({ value: 'mongodb://localhost/shop' }));
`,
  );
  await stage.program(
    'GetCursor',
    `
import mongodb from 'oint/mongodb';

const connectionString = process.env.DATABASE!;
await using connection = await mongodb.createConnection({ connectionString });
const on = { connection, collection: 'people' };
const { data } = await mongodb.getCursor({ ...on, sort: { born: 1 }, params: { batchSize: 2 } });
console.log(data.cursor.firstBatch);
`,
  );
  await stage.program(
    'GetDocumentBatch',
    `
import mongodb from 'oint/mongodb';

const connectionString = process.env.DATABASE!;
await using connection = await mongodb.createConnection({ connectionString });
const on = { connection, collection: 'people' };
const first = await mongodb.getCursor({ ...on, params: { batchSize: 2 } });
let cursorId = first.data.cursor.id;
while (cursorId !== 0) {
  const { cursor } = (await mongodb.getDocumentBatch({ ...on, cursorId })).data;
  console.log(cursor.nextBatch);
  cursorId = cursor.id;
}
`,
  );
  await stage.program(
    'GetLog',
    `
import mongodb from 'oint/mongodb';

const connectionString = process.env.DATABASE!;
const logging = await mongodb.getLoggingSettings({ memory: true });
await using connection = await mongodb.createConnection({ connectionString, logging });
await mongodb.executeCommand({ connection, command: 'count', argument: 'people' });
console.log(await mongodb.getLog({ connection }));
`,
  );
}

async function endings({ example }: Stage): Promise<void> {
  await example(
    `oint mongodb DeleteDocuments ${people} --deletes "[{'q':{'born':{'\\$lt':1900}},'limit':0}]"`,
  );
  await example(`oint mongodb DeleteUser ${shop} --name ada`);
  await example(`oint mongodb DeleteRole ${shop} --name clerk`);
  await example(`oint mongodb DeleteCollection ${people}`);
  await example(`oint mongodb DeleteDatabase ${shop}`);
}
