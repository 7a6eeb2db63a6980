import type { Call } from '../../core/definition/call.js';
import { OintError } from '../../core/errors/errors.js';
import { polled } from '../../core/http/poll.js';
import { rowsAt } from '../../core/rest/pager.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Seller, send } from './wire.js';

const itemsIn = rowsAt('result.items');

/**
 * What a task has done, as soon as none of its products is pending. Ozon has accepted the task
 * already: if waiting fails, the error has its ID.
 */
export async function processed(
  call: Call,
  seller: Seller,
  accepted: JsonRecord,
): Promise<JsonRecord> {
  const { task_id: id } = { ...accepted, ...resultOf(accepted) };
  // Ozon creates no task if it has no product to process.
  if (!id || Number(id) === 0) return accepted;
  try {
    return await polled(call, async () => {
      const info = await send(call, seller, '/v1/product/import/info', { task_id: id });
      const items = itemsIn(info);
      const isPending = items.length === 0 || items.some(({ status }) => status === 'pending');
      if (isPending) return undefined;
      return { ...accepted, result: { ...resultOf(accepted), ...resultOf(info) } };
    });
  } catch (error) {
    if (!(error instanceof OintError)) throw error;
    error.partial = call.redactor.deep({ task_id: id });
    throw error.advises(
      `Ozon has accepted the task. Get its status with GetProductCreationStatus, task ID ${id}.`,
    );
  }
}

function resultOf({ result }: JsonRecord): JsonRecord {
  return isRecord(result) ? result : {};
}
