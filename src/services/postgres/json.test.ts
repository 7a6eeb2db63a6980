import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oint } from '../../../test/support/oint.js';
import { startBoth } from '../../../test/support/postgres.js';
import { parseExact } from '../../core/json/parse.js';
import * as postgres from './index.js';

/** JSON of every kind. Many of the texts look like another kind, or like a value with its type. */
const JSONS = [
  ...['"abc"', '"123"', '"true"', '"null"', '"[1]"', '"{}"', '""', '" "', '"\\"q\\""', '"{1,2}"'],
  ...['123', '1.5', '-0.25', '1e5', 'true', 'false', 'null'],
  ...['[]', '[1]', '["a", null, [true]]', '[[1, 2], [3, 4]]', '[null]', '{}', '{"a": [1]}'],
  ...['{"INT": 5}', '{"TEXT": "x"}', '{"BYTEA": "AQID"}', '{"DATE": null}', '{"INT[]": [1]}'],
  ...['{"JSON": 1}', '{"JSONB": null}', '{"JSONB": {"JSONB": "x"}}', '{"JSONB": 1, "a": 2}'],
];
const WIDE = ['12345678901234567890', '1.10', '{"id": 12345678901234567890, "p": [1.10]}'];

describe.each(await startBoth())('JSON in $kind', ({ url }) => {
  async function filled(type: string, texts: readonly string[]) {
    const connection = await postgres.createConnection({ connectionString: url });
    const run = (sql: string, parameters?: unknown[]) =>
      postgres.executeSQLQuery({ sql, connection, ...(parameters && { parameters }) });
    await run(`DROP TABLE IF EXISTS j; CREATE TABLE j (id INT PRIMARY KEY, j ${type})`);
    for (const [id, text] of texts.entries()) {
      await run(`INSERT INTO j VALUES ($1, $2::text::${type})`, [id, text]);
    }
    await run('INSERT INTO j VALUES (-1, NULL)');
    // JSON keeps its white space, JSONB does not.
    const same = type.replace(/^JSONB?/, 'JSONB');
    const sql = `SELECT j::${same}::text AS j, j IS NULL AS no FROM j ORDER BY id`;
    const stored = async () => (await run(sql)).data;
    const rows = async () =>
      (await postgres.getRecords({ table: 'j', order: { id: 'ASC' }, connection })).data;
    return { connection, run, stored, rows };
  }

  it.each(['JSON', 'JSONB'])('of type %s goes back as it came', async (type) => {
    const { connection, run, stored, rows } = await filled(type, JSONS);
    await using _ = connection;
    const before = await stored();
    const read = await rows();
    const again = [read, JSON.parse(JSON.stringify(read)) as typeof read];
    for (const some of again) {
      await run('DELETE FROM j');
      await postgres.addRecords({ table: 'j', rows: some, connection });
      expect(await stored()).toEqual(before);
      await postgres.ensureRecords({ table: 'j', rows: some, connection });
      for (const { id, j } of some) {
        const filters = { field: 'id', value: id };
        await postgres.updateRecords({ table: 'j', values: { j }, filters, connection });
      }
      expect(await stored()).toEqual(before);
      await run('DELETE FROM j');
      for (const { id, j } of some) await run('INSERT INTO j VALUES ($1, $2)', [id, j]);
      expect(await stored()).toEqual(before);
    }
    expect(await rows()).toEqual(read);
  });

  it('is found by a filter with what was read', async () => {
    const { connection, rows } = await filled('JSONB', JSONS);
    await using _ = connection;
    for (const row of await rows()) {
      for (const type of ['=', 'IS', 'IN']) {
        const filters = { field: 'j', type, value: type === 'IN' ? [row.j] : row.j };
        // SQL's NULL is in no list.
        if (type === 'IN' && row.j === null) continue;
        const { data } = await postgres.getRecords({ table: 'j', filters, connection });
        expect(data, JSON.stringify(filters)).toEqual([row]);
      }
    }
  });

  it('goes in many rows, with COPY', async () => {
    const { connection, run, stored, rows } = await filled('JSONB', JSONS);
    await using _ = connection;
    const before = await stored();
    const read = await rows();
    const many = Array.from({ length: 1500 }, (_, at) => ({ ...read[at % read.length]!, id: at }));
    await run('DELETE FROM j');
    await postgres.addRecords({ table: 'j', rows: many, connection });
    expect((await stored())!.slice(0, read.length)).toEqual(before);
  });

  it('goes with its digits from one command to the next', async () => {
    const { connection, run, stored } = await filled('JSONB', [...JSONS, ...WIDE]);
    await using _ = connection;
    const before = await stored();
    const reading = ['postgres', 'GetRecords', '--table', 'j', '--dbc', url, '--query', 'data'];
    const { stdout } = await oint(reading);
    await run('DELETE FROM j');
    const adding = ['postgres', 'AddRecords', '--table', 'j', '--dbc', url, '--rows', '-'];
    expect(await oint(adding, { stdin: stdout })).toMatchObject({ status: 0, stderr: '' });
    expect(await stored()).toEqual(before);
    const values = parseExact(stdout) as { id: number; j: unknown }[];
    await run('DELETE FROM j');
    for (const { id, j } of values) await run('INSERT INTO j VALUES ($1, $2)', [id, j]);
    expect(await stored()).toEqual(before);
  });

  it.each(['JSON', 'JSONB'])('in an array of %s goes back as it came', async (type) => {
    const texts = JSONS.map((json) => `{NULL,${JSON.stringify(json)}}`);
    const nested = '{{"[1]","null"},{"\\"a\\"",NULL}}';
    const { connection, run, stored, rows } = await filled(`${type}[]`, [...texts, nested]);
    await using _ = connection;
    const before = await stored();
    const read = await rows();
    await run('DELETE FROM j');
    await postgres.addRecords({ table: 'j', rows: read, connection });
    expect(await stored()).toEqual(before);
    await run('DELETE FROM j');
    for (const { id, j } of read) await run('INSERT INTO j VALUES ($1, $2)', [id, j]);
    expect(await stored()).toEqual(before);
  });

  it('may be of a domain, also of a domain of a domain', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    await postgres.executeSQLQuery({
      sql: 'CREATE DOMAIN outer_json AS JSONB; CREATE DOMAIN inner_json AS outer_json',
      connection,
    });
    const given = { a: '123', b: ['x'], c: ['y', [1]] };
    const columns = { '"a"': 'inner_json', b: 'inner_json', c: 'inner_json[]' };
    await postgres.createTable({ table: 'domains', columns, connection });
    const rows = [{ '"a"': given.a, b: given.b, c: ['y', { JSONB: [1] }] }];
    await postgres.addRecords({ table: 'domains', rows, connection });
    const sql = 'SELECT a::text AS a, b::text AS b, c[1]::text AS c, c[2]::text AS d FROM domains';
    const { data } = await postgres.executeSQLQuery({ sql, connection });
    expect(data).toEqual([{ a: '"123"', b: '["x"]', c: '"y"', d: '[1]' }]);
  });

  it('may be written as text where SQL says so, and by a type', async () => {
    const sql =
      'SELECT $1::text::jsonb AS text, $2::jsonb AS value, $3::jsonb AS typed, $4::text AS t';
    const parameters = ['{"a":1}', '{"a":1}', { JSONB: '123' }, { a: 1 }];
    const { data } = await postgres.executeSQLQuery({ sql, parameters, connection: url });
    expect(data).toEqual([{ text: { a: 1 }, value: '{"a":1}', typed: '123', t: '{"a":1}' }]);
  });

  it('has no NaN and no Infinity, which are refused', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const asked = { sql: 'SELECT $1::jsonb AS j', parameters: [value], connection: url };
      await expect(postgres.executeSQLQuery(asked)).rejects.toMatchObject({ reason: '22P02' });
    }
  });

  it('of any value goes back as it came', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const columns = { id: 'SERIAL', j: 'JSONB', l: 'JSONB[]' };
    await postgres.createTable({ table: 'any_json', columns, connection });
    const json = fc
      .jsonValue({ maxDepth: 2 })
      .map((value) =>
        JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '').replaceAll('-0', '0')),
      );
    await fc.assert(
      fc.asyncProperty(json, fc.array(json, { minLength: 1, maxLength: 3 }), async (j, l) => {
        const given = { j: { JSONB: j }, l: l.map((item) => ({ JSONB: item })) };
        const sql = 'INSERT INTO any_json (j, l) VALUES ($1, $2)';
        const parameters = [given.j, given.l];
        await postgres.executeSQLQuery({ sql: 'TRUNCATE any_json', connection });
        await postgres.executeSQLQuery({ sql, parameters, connection });
        const fields = ['j', 'l'];
        const { data } = await postgres.getRecords({ table: 'any_json', fields, connection });
        if (j !== null) expect(data[0]!.j).toEqual(j);
        await postgres.addRecords({ table: 'any_json', rows: data, connection });
        const all = 'SELECT DISTINCT j, l FROM any_json';
        expect((await postgres.executeSQLQuery({ sql: all, connection })).data).toHaveLength(1);
      }),
      { numRuns: 15 },
    );
  });
});
