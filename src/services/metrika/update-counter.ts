import type { Call } from '../../core/definition/call.js';
import type { YandexToken } from '../../core/rest/vendors/yandex.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { LISTS } from './structures.js';
import { send } from './wire.js';

/** The fields that Metrica shows only if they are named. */
const HIDDEN = 'goals,mirrors,grants,filters,operations,measurement_tokens';

/** Metrica names these otherwise in its marks. */
const MARKS: Readonly<Record<string, string>> = { mirrors2: 'mirrors_remove' };

/** Changes a counter. Lists that are not among the fields are sent as they are now: see UpdateCounter. */
export async function updateCounter(
  call: Call,
  token: YandexToken,
  counter: string,
  fields: JsonRecord,
): Promise<JsonRecord> {
  const found = await send(call, { token }, 'GET /counter/{counter}', { counter, field: HIDDEN });
  const current = isRecord(found.counter) ? found.counter : {};
  const kept = LISTS.filter((list) => {
    const isReplaced = fields[list] !== undefined || fields[MARKS[list] ?? `${list}_remove`];
    return !isReplaced && Array.isArray(current[list]);
  });
  return send(call, { token }, 'PUT /counter/{counter}', {
    counter,
    ...Object.fromEntries(kept.map((list) => [`counter.${list}`, current[list]])),
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [`counter.${name}`, value]),
    ),
  });
}
