import type { Call } from '../../core/definition/call.js';
import { AbortedError, OintError } from '../../core/errors/errors.js';
import type { Instance } from '../../core/rest/vendors/green-api/access.js';
import type { Notification } from '../../core/rest/vendors/green-api/notification.js';
import { green, send } from './wire.js';

/**
 * Gets the next notification and, if asked, deletes it. It may be deleted even if that fails, so it
 * is returned in any case: otherwise it would be lost.
 */
export async function receive(
  call: Call,
  access: Instance,
  seconds: number,
  isDeleted: boolean,
): Promise<(Notification & { notDeleted?: string }) | null> {
  const found = await green.receive(call, access, seconds);
  if (found === null || !isDeleted) return found;
  try {
    await send(call, { access }, 'DELETE deleteNotification/{receipt}', {
      receipt: found.receiptId,
    });
    return found;
  } catch (error) {
    if (!(error instanceof OintError) || error instanceof AbortedError) throw error;
    return { ...found, notDeleted: call.redactor.text(error.message) };
  }
}
