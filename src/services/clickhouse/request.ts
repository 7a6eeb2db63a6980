import {
  checkFields,
  fieldContext,
  isGiven,
  textField,
} from '../../core/connection/settings-fields.js';
import { sql as sqlParam } from '../../core/definition/kinds/index.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import type { Given } from '../../core/definition/kinds/known-fields.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { type Kind, type ParamContext, param, partContext } from '../../core/definition/param.js';
import { fieldText } from '../../core/json/write.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Data, dataOf } from './data.js';
import type { RequestRecord } from './types.js';

/** A table whose data is sent with a request, and that exists only for it. */
export interface ExternalTable {
  name: string;
  columns: readonly { name: string; type: string }[];
  data: Data;
  format: string | undefined;
}

/** A query with everything that belongs to it. */
export interface Query {
  sql: string;
  database: string | undefined;
  id: string | undefined;
  data: Data | undefined;
  /** The format of the result if the SQL names none. */
  format: string | undefined;
  tables: readonly ExternalTable[];
  settings: Readonly<Record<string, readonly string[]>>;
}

const TAKES =
  "SQL, or a request, as GetRequestSettings returns it: {'query':'SELECT 1','format':'JSON'}";
const FIELDS = ['query', 'database', 'id', 'data', 'format', 'external_tables', 'settings'];

const sqlKind = sqlParam('').kind;

const kind: Kind<Given<RequestRecord> | string, Query> = {
  name: 'record',
  takes: TAKES,
  schema: { type: ['string', 'object'] },
  async parse(value, context) {
    if (typeof value !== 'string' && !isRecord(value)) throw refuse(value, context, TAKES);
    if (typeof value === 'string' && !isJson(value)) {
      return queryOf({ query: await sqlKind.parse(value, context) }, context);
    }
    return queryOf(await recordKind.parse(value, context), context);
  },
};

/** SQL begins with no brace, and a file of SQL does not end in .json. */
function isJson(text: string): boolean {
  return /^\s*\{/.test(text) || /^\S+\.json5?\s*$/i.test(text) || /^https?:\/\/\S+$/i.test(text);
}

export const request = param(kind, 'SQL, or a request, as GetRequestSettings returns it', {
  option: 'req',
  example: "{'query':'SELECT 1'}",
});

async function queryOf(record: JsonRecord, context: ParamContext): Promise<Query> {
  checkFields(record, FIELDS, context);
  const sql = textField(record, 'query', context);
  if (sql === undefined || sql.trim() === '') {
    throw inputError(fieldContext(context, 'query'), ' is missing');
  }
  const { data, external_tables: tables, settings } = record;
  return {
    sql,
    database: textField(record, 'database', context),
    id: textField(record, 'id', context),
    data: isGiven(data) ? await dataOf(data, fieldContext(context, 'data')) : undefined,
    format: formatOf(record, context),
    tables: await tablesOf(tables, fieldContext(context, 'external_tables')),
    settings: isGiven(settings) ? settingsOf(settings, fieldContext(context, 'settings')) : {},
  };
}

function formatOf(record: JsonRecord, context: ParamContext): string | undefined {
  const format = textField(record, 'format', context);
  if (format === undefined || /^\w+$/.test(format)) return format;
  throw inputError(fieldContext(context, 'format'), ' must be the name of a format, such as JSON');
}

async function tablesOf(value: unknown, context: ParamContext): Promise<ExternalTable[]> {
  if (!isGiven(value)) return [];
  const list = [value].flat();
  return Promise.all(list.map((one, at) => tableOf(one, partContext(context, `[${at}]`))));
}

async function tableOf(value: unknown, context: ParamContext): Promise<ExternalTable> {
  if (!isRecord(value))
    throw refuse(value, context, 'a table, as GetExternalTableStructure returns it');
  checkFields(value, ['name', 'cols', 'data', 'format'], context);
  const name = textField(value, 'name', context);
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
    throw inputError(fieldContext(context, 'name'), ' must be a name of letters, digits and _');
  }
  const { cols, data } = value;
  if (!isRecord(cols) || Object.keys(cols).length === 0) {
    throw inputError(
      fieldContext(context, 'cols'),
      " must be columns with their types: {'id':'UInt64'}",
    );
  }
  const columns = Object.entries(cols).map(([column, type]) => {
    if (typeof type === 'string' && type.trim() !== '') return { name: column, type };
    throw refuse(type, fieldContext(context, `cols.${column}`), 'a type such as UInt64');
  });
  return {
    name,
    columns,
    data: isGiven(data) ? await dataOf(data, fieldContext(context, 'data')) : '',
    format: formatOf(value, context),
  };
}

/** Settings as texts; true and false are 1 and 0. */
function settingsOf(value: unknown, context: ParamContext): Query['settings'] {
  if (!isRecord(value)) throw refuse(value, context, "settings such as {'max_threads':4}");
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null && one !== undefined)
      .map(([name, one]) => [name, [one].flat().map(settingText)]),
  );
}

function settingText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return fieldText(value);
}
