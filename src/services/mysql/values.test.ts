import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startMariadb, whyNoServer } from '../../../test/support/mariadb.js';
import { oint } from '../../../test/support/oint.js';
import * as mysql from './index.js';

const why = whyNoServer ? ` (skipped: ${whyNoServer})` : '';

/** A row with a value of every type, as it is read, and the types. */
const TYPES: Readonly<Record<string, [type: string, value: unknown]>> = {
  tiny: ['TINYINT', -128],
  flag: ['BOOLEAN', 1],
  small: ['SMALLINT UNSIGNED', 65_535],
  medium: ['MEDIUMINT', -8_388_608],
  whole: ['INT UNSIGNED', 4_294_967_295],
  wide: ['BIGINT', '-9223372036854775808'],
  widest: ['BIGINT UNSIGNED', '18446744073709551615'],
  digits: ['DECIMAL(65, 30)', '12345678901234567890123456789012345.123456789012345678901234567890'],
  real: ['DOUBLE', 1.7976931348623157e308],
  small_real: ['DOUBLE', 5e-324],
  single: ['FLOAT', 0.1],
  singles: ['FLOAT', 16_777_217 - 1],
  bits: ['BIT(64)', '18446744073709551615'],
  few_bits: ['BIT(5)', 21],
  day: ['DATE', '9999-12-31'],
  zero_day: ['DATE', '0000-00-00'],
  time: ['TIME', '-838:59:59'],
  time_part: ['TIME(6)', '12:00:00.000001'],
  at: ['DATETIME', '2026-03-25T18:10:17'],
  midnight: ['DATETIME(3)', '2026-03-25T00:00:00.000'],
  zero_at: ['DATETIME', '0000-00-00 00:00:00'],
  stamp: ['TIMESTAMP(6) NULL', '2026-03-25T18:10:17.123456Z'],
  year: ['YEAR', 2155],
  letters: ['CHAR(3)', 'ü€😀'],
  text: ['LONGTEXT', "'; DROP TABLE t; -- \\ \0 \u2028"],
  choice: ["ENUM('a','b')", 'b'],
  choices: ["SET('a','b')", 'a,b'],
  bytes: ['LONGBLOB', Buffer.from([0, 255, 10, 39])],
  fixed: ['BINARY(2)', Buffer.from([1, 0])],
  json: ['JSON', { INT: 5, list: [1, '2', null] }],
  point: ['POINT', Buffer.from('000000000101000000000000000000f03f0000000000000040', 'hex')],
  uuid: ['UUID', '123e4567-e89b-12d3-a456-426655440000'],
  address: ['INET6', '2001:db8::1'],
  nothing: ['INT', null],
};
const columns = Object.fromEntries(
  Object.entries(TYPES).map(([name, [type]]) => [name, type]),
) as Record<string, string>;
const row = Object.fromEntries(Object.entries(TYPES).map(([name, [, value]]) => [name, value]));

describe.skipIf(whyNoServer)(`values in MariaDB${why}`, async () => {
  if (whyNoServer) return;
  const { url } = await startMariadb();
  const open = () => mysql.createConnection({ connectionString: url });
  const query = async (sql: string, connection: mysql.MysqlConnection | string = url) =>
    (await mysql.executeSQLQuery({ sql, connection })).data!;

  it('of every type go back as they came, in rows, in a stream and from their JSON', async () => {
    await using connection = await open();
    const on = { table: 'every', connection };
    await mysql.createTable({ ...on, columns });
    await mysql.addRecords({ ...on, rows: [row] });
    const { data } = await mysql.getRecords(on);
    expect(data).toEqual([row]);
    const streamed = [];
    for await (const one of await mysql.getRecords.stream(on)) streamed.push(one);
    expect(streamed).toEqual([row]);
    const again = JSON.parse(JSON.stringify(data)) as typeof data;
    expect(again[0]).toMatchObject({ bytes: { BYTES: 'AP8KJw==' } });
    await mysql.clearTable(on);
    await mysql.addRecords({ ...on, rows: again });
    expect((await mysql.getRecords(on)).data).toEqual([row]);
    await mysql.updateRecords({ ...on, values: again[0]!, filters: 'all' });
    expect((await mysql.getRecords(on)).data).toEqual([row]);
    // JSON is compared as text.
    const { json: _, nothing, ...compared } = again[0]!;
    const filters = Object.entries(compared).map(([field, value]) => ({ field, value }));
    // A FLOAT is compared as a DOUBLE.
    const exact = filters.filter(({ field }) => field !== 'single');
    const found = await mysql.getRecords({ ...on, filters: exact });
    expect(found.data).toEqual([row]);
  });

  it('come the same from several statements, which are sent as text', async () => {
    const sql = `DO 0; SELECT 1e0/3 AS d, 18446744073709551615 AS w, CAST('12:00:01.5' AS TIME(1)) AS t,
      NULL AS n, TIMESTAMP('2026-01-02 03:04:05') AS dt, x'00ff' AS b, JSON_ARRAY(1) AS j`;
    const [text] = await query(sql);
    const [binary] = await query(sql.slice('DO 0; '.length));
    expect(text).toEqual(binary);
    expect(text).toMatchObject({ d: 1 / 3, w: '18446744073709551615', t: '12:00:01.5', j: [1] });
  });

  it('of FLOAT are the shortest numbers that are the same', async () => {
    await using connection = await open();
    const on = { table: 'floats', connection };
    await mysql.createTable({ ...on, columns: { id: 'INT', f: 'FLOAT' } });
    const floats = fc.array(fc.float({ noNaN: true, min: -(2 ** 50), max: 2 ** 50 }), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(floats, async (given) => {
        await mysql.clearTable(on);
        await mysql.addRecords({ ...on, rows: given.map((f, id) => ({ id, f })) });
        const { data } = await mysql.getRecords({ ...on, order: { id: 'ASC' } });
        for (const [at, { f }] of data.entries()) {
          expect(Math.fround(f as number)).toBe(Math.fround(given[at]!) + 0);
          expect(String(f).length).toBeLessThanOrEqual(String(Math.fround(given[at]!)).length);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('with a zone are UTC in columns for times, and text elsewhere', async () => {
    await using connection = await open();
    const types = {
      at: 'DATETIME(3)',
      stamp: 'TIMESTAMP',
      day: 'DATE',
      time: 'TIME',
      note: 'TEXT',
    };
    const on = { table: 'zones', connection };
    await mysql.createTable({ ...on, columns: types });
    const written = '2026-01-01T01:30:00.250+03:00';
    const all = (value: unknown) =>
      Object.fromEntries(Object.keys(types).map((name) => [name, value]));
    const rows = [all(written), all({ DATETIME: written }), all(new Date(written))];
    await mysql.addRecords({ ...on, rows });
    const { data } = await mysql.getRecords(on);
    const utc = {
      ...{ at: '2025-12-31T22:30:00.250', stamp: '2025-12-31T22:30:00Z' },
      ...{ day: '2025-12-31', time: '22:30:00' },
    };
    expect(data).toEqual([
      { ...utc, note: written },
      { ...utc, note: written },
      { ...utc, note: '2025-12-31T22:30:00.250Z' },
    ]);
    const filters = { field: 'at', value: written };
    expect((await mysql.getRecords({ ...on, filters })).data).toHaveLength(3);
    // What is no time stays as it is: the server says what is wrong with it.
    const wrong = mysql.addRecords({ ...on, rows: [{ at: '2026-02-30T00:00:00Z' }] });
    await expect(wrong).rejects.toMatchObject({ reason: 'ER_TRUNCATED_WRONG_VALUE' });
  });

  it('accept the reference’s typed form, as parameters too', async () => {
    const parameters = [
      ...[{ TEXT: 'Vitaly' }, { INT: '25' }, { UINT: '18446744073709551615' }],
      ...[{ DOUBLE: 1000.12 }, { BYTES: 'AQID' }, { TIME: '10:20:30' }, { BOOL: true }],
    ];
    const sql = `SELECT ${parameters.map((_, at) => `? AS p${at}`).join(', ')}`;
    const { data } = await mysql.executeSQLQuery({ sql, parameters, connection: url });
    const found = Object.values(data![0]!);
    expect(found.map(String)).toEqual([
      ...['Vitaly', '25', '18446744073709551615', '1000.12', '\x01\x02\x03', '10:20:30', '1'],
    ]);
  });

  it('bind numbers exactly, also after LIMIT', async () => {
    const asked = async (sql: string, parameters: unknown) =>
      (await mysql.executeSQLQuery({ sql, parameters: parameters as string, connection: url }))
        .data;
    expect(await asked('SELECT seq FROM seq_1_to_9 LIMIT ?', [2])).toHaveLength(2);
    expect(await asked('SELECT ? AS a, ? AS b, ? AS c', '[12345678901234567890,1.10,0.1]')).toEqual(
      [{ a: '12345678901234567890', b: '1.10', c: '0.1' }],
    );
    expect(await asked('SELECT 9007199254740993 = ? AS same', ['9007199254740993'])).toEqual([
      { same: 1 },
    ]);
  });

  it('keep the digits of JSON, also on the command line', async () => {
    await query('CREATE TABLE wide (j JSON, d DECIMAL(30, 10), t TEXT)');
    const json = '{"id":12345678901234567890,"p":1.10}';
    const rows = `[{"j":${json},"d":1234567890123456789.10,"t":1.10}]`;
    const on = ['--table', 'wide', '--dbc', url];
    const added = await oint(['mysql', 'AddRecords', ...on, '--rows', rows]);
    expect(added.status, added.stderr).toBe(0);
    const { stdout } = await oint(['mysql', 'GetRecords', ...on]);
    const wanted = `{"result":true,"data":[{"j":${json},"d":"1234567890123456789.1000000000","t":"1.10"}]}`;
    expect(stdout.replace(/\s/g, '')).toBe(wanted);
  });

  it('of JSON of every kind go back as they came', async () => {
    await using connection = await open();
    const on = { table: 'j', connection };
    await mysql.createTable({ ...on, columns: { id: 'INT PRIMARY KEY', j: 'JSON' } });
    const texts = [
      ...['"abc"', '"123"', '"null"', '"[1]"', '""', '"\\"q\\\\"', '"2026-01-02T03:04:05Z"'],
      ...['123', '1.5', '-0.25', 'true', 'false', 'null', '[]', '[1]', '[[1,2],[3]]', '[null]'],
      ...['{}', '{"a":[1]}', '{"INT":5}', '{"TEXT":"x"}', '{"BYTES":"AQID"}', '{"DATE":null}'],
      ...['{"JSON":1}', '{"JSON":null}', '{"JSON":{"JSON":"x"}}', '{"JSON":1,"a":2}'],
    ];
    for (const [id, text] of texts.entries()) {
      const sql = 'INSERT INTO j VALUES (?, ?)';
      await mysql.executeSQLQuery({ sql, parameters: [id, text], connection });
    }
    await query('INSERT INTO j VALUES (-1, NULL)', connection);
    const stored = () => query('SELECT id, CONCAT(j) AS j FROM j ORDER BY id', connection);
    const before = await stored();
    const { data } = await mysql.getRecords({ ...on, order: { id: 'ASC' } });
    for (const rows of [data, JSON.parse(JSON.stringify(data)) as typeof data]) {
      await mysql.clearTable(on);
      await mysql.addRecords({ ...on, rows });
      expect(await stored()).toEqual(before);
      await mysql.ensureRecords({ ...on, rows });
      expect(await stored()).toEqual(before);
    }
  });

  it('are refused before anything is sent, if they have no form', async () => {
    const refused = (value: unknown, says: RegExp) =>
      expect(
        mysql.executeSQLQuery({
          ...{ sql: 'SELECT ?', parameters: [value], connection: 'mysql://h:1/d' },
        }),
      ).rejects.toThrow(says);
    await refused(2 ** 60, /too large for an exact number/);
    await refused(Number.NaN, /finite number/);
    await refused(new Map(), /parameters\[0\] must be .* not a Map/);
    await refused({ BYTES: 'no base64!' }, /parameters\[0\]\.BYTES must be bytes/);
    await refused(new Date(Number.NaN), /valid date/);
  });

  it('are counted: a query needs as many as it has placeholders', async () => {
    const asked = (parameters: unknown[]) =>
      mysql.executeSQLQuery({ sql: 'SELECT ?, ?', parameters, connection: url });
    await expect(asked([1])).rejects.toThrow(/has 2 placeholders \(\?\), but 1 value was given/);
    await expect(asked([])).rejects.toMatchObject({ code: 'input', param: 'parameters' });
  });
});
