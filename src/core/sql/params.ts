import { NotAllowed } from '../access/not-allowed.js';
import {
  anything,
  flag,
  list,
  number,
  record,
  records,
  rowSource,
  text,
  texts,
} from '../definition/kinds/index.js';
import type { ListOf } from '../definition/kinds/json.js';
import { inputError, refuse } from '../definition/kinds/refuse.js';
import {
  accessOf,
  type Kind,
  type Param,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../definition/param.js';
import type { InputError } from '../errors/errors.js';
import type { RowStep } from '../rows/row-source.js';
import type { JsonRecord } from '../util/is-record.js';
import type { Dialect } from './dialect.js';
import { type Filter, type FilterInput, readFilter } from './filters.js';
import { whyNoType } from './sql-text.js';
import type { Columns, Row } from './statements.js';
import type { ReadValue } from './values.js';

type MaybePromise<T> = T | Promise<T>;

/** A kind whose value is derived from that of another kind. */
export function made<In, Mid, Out>(
  from: Param<In, Mid>,
  make: (value: Mid, context: ParamContext) => MaybePromise<Out>,
  changes: Partial<Pick<Kind<In, Out>, 'takes' | 'schema'>> = {},
): Kind<In, Out> {
  const { kind } = from;
  return {
    name: kind.name,
    takes: kind.takes,
    schema: kind.schema,
    ...changes,
    parse(value, context) {
      const found = kind.parse(value, context);
      return found instanceof Promise
        ? found.then((read) => make(read, context))
        : make(found, context);
    },
  };
}

const nameKind = made(text(''), (name, context) => {
  if (name !== '' && !name.includes('\0')) return name;
  throw refuse(name, context, 'a name');
});

/** A param with the name of a table, a column or a database. */
function sqlName<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(nameKind, summary, spec);
}

export const databaseName = sqlName('Name of the database', { example: 'shop' });

function readType(type: unknown, context: ParamContext): string {
  const takes = 'a column type such as "INTEGER PRIMARY KEY" or "NUMERIC(15, 2) NOT NULL"';
  if (typeof type !== 'string') throw refuse(type, context, takes);
  const why = whyNoType(type);
  if (why) throw refuse(type, context, `${takes} (${why})`);
  return type.trim();
}

export const columnsKind = made(record(''), readColumns);

/** The params that the methods of all SQL services share. */
export const sqlParams = {
  table: sqlName('Name of the table', { example: 'users' }),
  column: sqlName('Name of the column', { option: 'name', example: 'email' }),
  columnType: param(made(text(''), readType), 'SQL type of the column', {
    option: 'type',
    example: 'TEXT',
  }),
  columns: param(columnsKind, 'Columns: the name and the SQL type of each', {
    option: 'cols',
    example: "{'id':'INTEGER PRIMARY KEY','name':'TEXT'}",
  }),
  transaction: flag('Add all rows, or none if one fails', {
    option: 'trn',
    default: true,
  }),
  keyFields: list(texts, 'Fields that identify a row: its PRIMARY KEY or UNIQUE fields', {
    option: 'unique',
    optional: true,
  }),
  fields: param(
    made(list(texts, ''), readFields, {
      schema: { type: ['array', 'string'], items: { type: 'string' } },
    }),
    'Fields to get; by default all',
    { default: '*' },
  ),
  order: param(
    made(record(''), readOrder, {
      takes: "an object of field and direction, such as {'age':'DESC'}",
    }),
    'Sorting: field and direction, ASC or DESC',
    { optional: true },
  ),
  limit: param(
    made(number(''), (count, context) => {
      if (Number.isSafeInteger(count) && count >= 0) return count;
      throw refuse(count, context, 'a whole number, 0 or more');
    }),
    'Maximum number of rows',
    { optional: true },
  ),
  force: flag('Return rows of other statements than SELECT too, such as INSERT … RETURNING', {
    default: false,
  }),
} as const;

function readColumns(given: JsonRecord, context: ParamContext): Columns {
  const names = Object.keys(given);
  if (names.length === 0) throw refuse(given, context, 'at least one column');
  return Object.fromEntries(
    names.map((name) => [
      checkName(name, context),
      readType(given[name], partContext(context, `.${name}`)),
    ]),
  );
}

export function checkName(name: string, context: ParamContext): string {
  if (name !== '' && !name.includes('\0')) return name;
  throw refuse(name, partContext(context, `.${JSON.stringify(name)}`), 'a field name');
}

function readFields(given: string[], context: ParamContext): string[] {
  if (given.length === 0) throw refuse(given, context, 'at least one field');
  return given.map((name, index) => checkName(name, partContext(context, `[${index}]`)));
}

function readOrder(given: JsonRecord, context: ParamContext): [string, string][] {
  return Object.entries(given).map(([name, way]) => {
    const direction = String(way).trim().replace(/\s+/g, ' ').toUpperCase();
    if (!/^(ASC|DESC)( NULLS (FIRST|LAST))?$/.test(direction)) {
      throw refuse(way, partContext(context, `.${name}`), 'ASC or DESC');
    }
    return [checkName(name, context), direction];
  });
}

/** The params that contain values, which each database reads in its own way. */
export function valueParams(dialect: Dialect, readValue: ReadValue) {
  const filtersKind = filterKind(dialect, readValue);
  return {
    rows: param(
      made(rowSource(''), (given, context) =>
        given.map(() => new ToRows(readValue, (index) => partContext(context, `[${index}]`))),
      ),
      'Rows: an object of fields and values each',
      { example: "[{'name':'Ann','age':30},{'name':'Bob','age':25}]" },
    ),
    values: param(
      made(record(''), async (given, context) => {
        const [row] = await new ToRows(readValue, () => context).add([given]);
        return row!;
      }),
      'New values by field',
      { example: "{'age':31}" },
    ),
    filters: param(
      filtersKind,
      'Filters, as GetRecordsFilterStructure describes them; by default all rows',
      { option: 'filter', optional: true },
    ),
    /** For changes: that they are for all rows must be said. */
    requiredFilters: param(
      filtersKind,
      'Filters, as GetRecordsFilterStructure describes them, or "all" for all rows',
      { option: 'filter', example: "{'field':'id','value':1}" },
    ),
    parameters: param(
      made(list(anything, ''), (given, context) =>
        settled(
          given.map((value, index) => readValue(value, () => partContext(context, `[${index}]`))),
        ),
      ),
      'Values for the placeholders in the query, in order',
      { option: 'params', optional: true },
    ),
  };
}

/** The filter for all rows. An empty one is refused: it is what an unset variable leaves. */
const ALL = 'all';

function filterKind(
  dialect: Dialect,
  readValue: ReadValue,
): Kind<FilterInput | readonly FilterInput[] | string, Filter[]> {
  const items = list(records as ListOf<never, JsonRecord>, '');
  const some = made(items, (given: JsonRecord[], context) => {
    if (given.length === 0) throw emptyFilter(context);
    return readFilters(dialect, given, context, readValue);
  });
  return {
    ...some,
    takes: `${some.takes}, or "${ALL}" for all rows`,
    schema: { type: ['array', 'string'], items: { type: 'object' } },
    refusesEmpty: true,
    parse(value, context) {
      const word = typeof value === 'string' ? value.trim() : undefined;
      if (word === '') throw emptyFilter(context);
      return word === ALL ? [] : some.parse(value, context);
    },
  };
}

function emptyFilter(context: ParamContext): InputError {
  return inputError(context, ' is empty', { hint: `Use "${ALL}" for all rows.` });
}

/**
 * Returns the values without a promise if all of them are available: that saves a turn of the event
 * loop.
 */
function settled(values: unknown[]): MaybePromise<unknown[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : values;
}

/**
 * A row whose values are bound as given. It builds their list only when it is written: a hundred
 * thousand waiting lists would be slow.
 */
class GivenRow implements Row {
  readonly columns: readonly string[];
  readonly #given: JsonRecord;

  constructor(columns: readonly string[], given: JsonRecord) {
    this.columns = columns;
    this.#given = given;
  }

  get values(): unknown[] {
    return this.columns.map((name) => this.#given[name]);
  }
}

interface ReadRow {
  readonly columns: readonly string[];
  values: unknown[];
}

/** Makes rows of records. Those with the same fields share one list of columns, so that one statement can write many. */
class ToRows implements RowStep<JsonRecord, Row> {
  readonly #readValue: ReadValue;
  readonly #whole: (index: number) => ParamContext;
  #index = 0;
  #columns: readonly string[] = [];

  constructor(readValue: ReadValue, whole: (index: number) => ParamContext) {
    this.#readValue = readValue;
    this.#whole = whole;
  }

  add(given: readonly JsonRecord[]): MaybePromise<readonly Row[]> {
    const waiting: ReadRow[] = [];
    const whole = () => this.#whole(this.#index);
    const rows: Row[] = [];
    for (const one of given) {
      const names = Object.keys(one);
      if (names.length === 0 || !sameNames(names, this.#columns)) {
        if (names.length === 0) throw refuse(one, whole(), 'a row with at least one field');
        for (const name of names) checkName(name, whole());
        this.#columns = names;
      }
      const columns = this.#columns;
      const values = readValues(one, columns, this.#readValue, whole);
      const row = values ? { columns, values } : new GivenRow(columns, one);
      if (values?.some((value) => value instanceof Promise)) waiting.push(row as ReadRow);
      rows.push(row);
      this.#index++;
    }
    return waiting.length > 0 ? awaited(waiting).then(() => rows) : rows;
  }
}

/** The values of a row; `undefined` if all of them are bound as given. */
function readValues(
  given: JsonRecord,
  columns: readonly string[],
  readValue: ReadValue,
  whole: () => ParamContext,
): unknown[] | undefined {
  let values: unknown[] | undefined;
  let at = 0;
  const here = () => partContext(whole(), `.${columns[at]}`);
  for (; at < columns.length; at++) {
    const value = given[columns[at]!];
    const read = readValue(value, here);
    if (read !== value) values ??= columns.slice(0, at).map((name) => given[name]);
    values?.push(read);
  }
  return values;
}

async function awaited(rows: readonly ReadRow[]): Promise<void> {
  for (const row of rows) row.values = await Promise.all(row.values);
}

function sameNames(names: readonly string[], others: readonly string[]): boolean {
  if (names.length !== others.length) return false;
  for (let index = 0; index < names.length; index++) {
    if (names[index] !== others[index]) return false;
  }
  return true;
}

function badFilter(context: ParamContext, what: string): InputError {
  const hint = "Example: {'field':'age','type':'>','value':30}";
  return inputError(context, ` ${what}`, { hint });
}

async function readFilters(
  dialect: Dialect,
  given: readonly JsonRecord[],
  context: ParamContext,
  readValue: ReadValue,
): Promise<Filter[]> {
  const filters = given.map((one, index) => {
    const here = partContext(context, `[${index}]`);
    const readOne = (value: unknown, name: string) =>
      readValue(value, () => partContext(here, `.${name}`));
    const filter = readFilter(dialect, one, (what) => badFilter(here, what), readOne);
    if (!filter.raw || accessOf(context).trusted) return filter;
    throw new NotAllowed(`${here.name} is "raw": SQL inside a filter is not allowed`);
  });
  for (const filter of filters) {
    const { value } = filter;
    filter.value = await (Array.isArray(value) ? Promise.all(value) : value);
  }
  return filters;
}
