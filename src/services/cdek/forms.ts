import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { encodeSegment } from '../../core/http/url.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { advised, uuidIn } from './follow.js';
import { isInvalid, recordsIn, refusedLater } from './refusal.js';
import { type Access, download, send } from './wire.js';

/** A kind of printed form: its path, and the method that gets it. */
export interface Kind {
  path: '/print/orders' | '/print/barcodes';
  see: 'GetReceipt' | 'GetBarcode';
}

/** Has a form of orders printed. Returns it when it is ready, or at once as accepted. */
export async function printed(
  call: Call,
  access: Access,
  kind: Kind,
  { orders, wait, ...fields }: { orders: readonly string[]; wait: boolean } & JsonRecord,
): Promise<JsonRecord> {
  const all = orders.map((order_uuid) => ({ order_uuid }));
  const accepted = await send(call, access, `POST ${kind.path}`, { orders: all, ...fields });
  const [request = {}] = recordsIn(accepted.requests);
  if (isInvalid(request)) throw refusedLater(call, accepted, request);
  const uuid = uuidIn(accepted);
  return wait && uuid !== undefined ? whenReady(call, access, kind, uuid) : accepted;
}

/** A form: its description, or the PDF file. */
export async function form(
  call: Call,
  access: Access,
  kind: Kind,
  { uuid, getFile, wait }: { uuid: string; getFile: boolean; wait: boolean },
): Promise<JsonRecord | BytesOrFile> {
  const found = await (wait ? whenReady : current)(call, access, kind, uuid);
  if (!getFile) return found;
  if (!codesOf(found).includes('READY')) {
    const message = 'the form is not ready yet';
    const hint = `Wait for it with ${call.label('wait')}, or try again later.`;
    throw new ResponseError({ method: call.method, message, hint });
  }
  // Not the URL in the answer: the token is for CDEK's own server only.
  const route = `GET ${kind.path}/${encodeSegment(uuid)}.pdf`;
  return download(call, access, route, { headers: { accept: '*/*' } });
}

function current(call: Call, access: Access, { path }: Kind, uuid: string): Promise<JsonRecord> {
  return send(call, access, `GET ${path}/{uuid}`, { uuid });
}

function whenReady(call: Call, access: Access, kind: Kind, uuid: string): Promise<JsonRecord> {
  return advised(call, { see: kind.see, uuid }, async () => {
    const found = await current(call, access, kind, uuid);
    const codes = codesOf(found);
    if (codes.includes('INVALID')) throw failed(call, found);
    if (codes.includes('REMOVED')) {
      const message = 'the form was deleted: CDEK stores forms for an hour';
      throw new ResponseError({ method: call.method, message, hint: 'Create it again.' });
    }
    return codes.includes('READY') ? found : undefined;
  });
}

/** All statuses so far, whose times may be the same. */
function codesOf({ entity }: JsonRecord): unknown[] {
  const statuses = isRecord(entity) ? recordsIn(entity.statuses) : [];
  return statuses.map(({ code }) => code);
}

function failed(call: Call, found: JsonRecord) {
  const requests = recordsIn(found.requests);
  return refusedLater(call, found, requests.find(isInvalid) ?? requests[0] ?? {});
}
