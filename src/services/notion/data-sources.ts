import type { Call } from '../../core/definition/call.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { idOf } from './ids.js';
import { type Asking, hasDataSources, send } from './wire.js';

/** Parent of a database's rows: a data source since version 2025-09-03, the database before. */
export interface RowHolder {
  /** Its route: `/data_sources/ID`. */
  path: string;
  /** Its value as the `parent` of a row. */
  parent: JsonRecord;
  id: string;
}

/** Finds the parent of a database's rows by the ID of the database or of one of its data sources. */
export async function rowHolder(asking: Asking, call: Call, pasted: string): Promise<RowHolder> {
  const id = idOf(pasted);
  if (!hasDataSources(asking)) {
    return { path: '/databases/{id}', parent: { database_id: id }, id };
  }
  const found = await databaseIfAny(asking, call, id);
  const source = found ? onlySource(found) : id;
  const parent = { type: 'data_source_id', data_source_id: source };
  return { path: '/data_sources/{id}', parent, id: source };
}

/** The database; `undefined` if the ID is not one of a database. */
async function databaseIfAny(asking: Asking, call: Call, id: string) {
  try {
    return await send(call, asking, 'GET /databases/{id}', { id });
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return undefined;
    throw error;
  }
}

function onlySource({ data_sources: sources }: JsonRecord): string {
  const all = Array.isArray(sources) ? sources.filter(isRecord) : [];
  if (all.length === 1) return String(all[0]!.id);
  const names = all.map(({ id, name }) => `${id} (${name})`).join(', ');
  throw new InputError({
    message: `the database has ${all.length} data sources; choose one`,
    hint: all.length
      ? `Pass the ID of a data source instead of the database ID: ${names}.`
      : undefined,
  });
}

/** The properties of the rows by name. */
export async function propertiesOf(
  asking: Asking,
  call: Call,
  { path, id }: RowHolder,
): Promise<JsonRecord> {
  const { properties } = await send(call, asking, `GET ${path}`, { id });
  return isRecord(properties) ? properties : {};
}
