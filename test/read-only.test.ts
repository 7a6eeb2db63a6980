import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toolEffect } from '../src/catalogue/tool-input.js';
import { ClosedAccess } from '../src/core/access/closed.js';
import { Roots } from '../src/core/access/roots.js';
import { allDefinitions, exampleInput, type Known } from './support/definitions.js';
import { folder } from './support/folder.js';
import { startMariadb, whyNoServer } from './support/mariadb.js';
import { startPostgres } from './support/postgres.js';
import { reachOf } from './support/reach.js';
import { start } from './support/server.js';

/**
 * What only reads changes nothing: every method that a server with `--read-only` offers is called, with
 * a model's worst values, and the disk, two databases and what arrived over HTTP are compared.
 */
const offered = (await allDefinitions()).filter(
  ({ definition }) =>
    !definition.programOnly && toolEffect(definition, Object.values(definition.params)) === 'read',
);
const byService = [...new Set(offered.map(({ service }) => service.name))].map(
  (name) => [name, offered.filter(({ service }) => service.name === name)] as const,
);

let server: Awaited<ReturnType<typeof start>>;
let root: string;
let given: Record<string, Record<string, unknown>>;
const written: string[] = [];

/** SQL that changes something, whole or as a piece. */
const SQL = [
  'wipe',
  'DELETE FROM orders',
  "INSERT INTO orders VALUES (9, 'x')",
  'DROP TABLE orders',
  'SELECT 1; DELETE FROM orders',
  'WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone',
  'SELECT * FROM wipe',
  'SELECT wipe_all()',
  "SELECT setval('counter', 777)",
  'COMMIT; DELETE FROM orders; BEGIN',
  "ATTACH 'new.db' AS n",
  'PRAGMA user_version = 7',
  "VACUUM INTO 'copy.db'",
  "COPY orders TO '/tmp/never'",
  'CREATE TABLE more (x INT)',
];

async function ask(service: string, name: string, input: Record<string, unknown>) {
  const all = await allDefinitions();
  const found = all.find(({ title }) => title === `${service} ${name}`)!;
  const own = Object.entries(given[service]!).filter(([key]) => key in found.definition.params);
  return found.definition.invoke({ ...input, ...Object.fromEntries(own) });
}

const names = new Set(byService.map(([name]) => name));
const mysql = names.has('mysql') && !whyNoServer ? await startMariadb() : undefined;
const databases = ['sqlite', 'postgres', ...(mysql ? ['mysql'] : [])].filter((name) =>
  names.has(name),
);

/** Starting it takes longer than a hook may. */
const postgres = names.has('postgres') ? await startPostgres() : undefined;

beforeAll(async () => {
  root = await folder();
  server = await start((request, response) => {
    if (/^(PUT|PATCH|DELETE)$/.test(request.method))
      written.push(`${request.method} ${request.path}`);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"ok":true,"result":true,"object":"list","data":[]}');
  });
  const file = join(root, 'data.db');
  const url = postgres?.url;
  given = {
    sqlite: { db: file, table: 'orders' },
    postgres: { connection: url, connectionString: url, table: 'orders' },
    mysql: { connection: mysql?.url, connectionString: mysql?.url, table: 'orders' },
  };
  const make = `CREATE TABLE orders (id INT, what TEXT); INSERT INTO orders VALUES (1, 'a'), (2, 'b')`;
  for (const name of databases) await ask(name, 'ExecuteSQLQuery', { sql: make });
  if (names.has('postgres')) {
    const sql = `CREATE SEQUENCE counter; CREATE FUNCTION wipe_all() RETURNS INT LANGUAGE sql VOLATILE
      AS 'DELETE FROM orders RETURNING id'; CREATE VIEW wipe AS SELECT wipe_all() AS id`;
    await ask('postgres', 'ExecuteSQLQuery', { sql });
  }
  if (mysql) {
    const sql = `CREATE FUNCTION wipe_all() RETURNS INT MODIFIES SQL DATA
      BEGIN DELETE FROM orders; RETURN 1; END; CREATE VIEW wipe AS SELECT wipe_all() AS id`;
    await ask('mysql', 'ExecuteSQLQuery', { sql });
  }
});

afterAll(() => server?.close());

/** The names and contents of all files, and the rows of the databases. */
async function state(): Promise<unknown> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return `${path} ${createHash('sha256')
          .update(await readFile(path))
          .digest('hex')}`;
      }),
  );
  const rows = await Promise.all(
    databases.map((name) => ask(name, 'ExecuteSQLQuery', { sql: 'SELECT * FROM orders' })),
  );
  const counter = names.has('postgres')
    ? await ask('postgres', 'ExecuteSQLQuery', { sql: 'SELECT last_value FROM counter' })
    : undefined;
  return { files: files.sort(), folders: entries.length, rows, counter };
}

/** Values that try to write, for each param: a new file, an existing one, SQL. */
function attempts({ definition }: Known): Record<string, unknown>[] {
  const keys = Object.keys(definition.params);
  const paths = keys.flatMap((key) => [
    { [key]: join(root, 'new.txt') },
    { [key]: join(root, 'mine.txt') },
  ]);
  const sql = keys
    .filter((key) => /sql|table|where|filter|order|field|value/i.test(key))
    .flatMap((key) =>
      SQL.flatMap((text) => [
        { [key]: text },
        { [key]: [{ field: 'id', raw: true, value: text }] },
      ]),
    );
  return [{}, ...paths, ...sql];
}

it.each(byService)('%s changes nothing', { timeout: 240_000 }, async (name, methods) => {
  await writeFile(join(root, 'mine.txt'), 'mine');
  const reach = await reachOf(name);
  const usual = reach.over === 'http' ? reach.input(server.url, 'token') : {};
  const call = reach.over === 'http' ? reach.call?.(server.url) : {};
  const roots = await Roots.of([root], 'Use --root.');
  const inputs = await Promise.all(
    methods.map(({ definition }) => exampleInput(definition, { ...usual, ...given[name] }, root)),
  );
  const before = await state();
  for (const [index, known] of methods.entries()) {
    for (const attempt of attempts(known)) {
      const access = new ClosedAccess(
        { roots, readOnly: 'nothing may be changed' },
        { hosts: ['127.0.0.1', 'localhost'], downloads: true, hint: 'Use --hosts.' },
      );
      const options = { retries: 0, timeout: 3_000, ...call };
      await known.definition
        .invoke({ ...inputs[index], ...attempt }, { access, call: options })
        .catch(() => {});
      // As a result is saved.
      const saving = { ...options, saveTo: join(root, 'saved.bin') };
      if (known.definition.binary && Object.keys(attempt).length === 0) {
        await known.definition
          .invoke({ ...inputs[index] }, { access, call: saving })
          .catch(() => {});
      }
      await access.close();
    }
  }
  expect(await state()).toEqual(before);
  expect(written).toEqual([]);
});

it('would notice a change', async () => {
  const before = await state();
  await writeFile(join(root, 'other.txt'), 'x');
  expect(await state()).not.toEqual(before);
  for (const name of databases) {
    const earlier = await state();
    await ask(name, 'ExecuteSQLQuery', { sql: "INSERT INTO orders VALUES (3, 'c')" });
    expect(await state()).not.toEqual(earlier);
  }
});
