import type { Call } from '../../core/definition/call.js';
import { isRecord } from '../../core/util/is-record.js';
import { type Portal, send } from './wire.js';

/** The fields of folders that a filter accepts, each with its type or an empty string. */
export async function folderFilter(
  { empty, ...portal }: Portal & { empty: boolean },
  call: Call,
): Promise<Record<string, string>> {
  const { result } = await send(call, portal, 'disk.folder.getFields');
  const fields = Object.entries(isRecord(result) ? result : {});
  const usable = fields.filter(([, field]) => isRecord(field) && field.USE_IN_FILTER === true);
  return Object.fromEntries(
    usable.map(([name, field]) => [name, empty ? '' : typeOf(field)] as const),
  );
}

function typeOf(field: unknown): string {
  return isRecord(field) ? String(field.TYPE) : '';
}
