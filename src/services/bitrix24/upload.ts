import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { readBounded } from '../../core/files/read-bounded.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { exchange } from '../../core/http/request.js';
import { uploadAddress } from '../../core/rest/upload-address.js';
import { numberIfWhole } from '../../core/rest/values.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { policy } from './refusal.js';
import { type Portal, send } from './wire.js';

/** Up to this size a file is sent in the request, as Base64; a larger one in a second request. */
const AT_ONCE = 2 ** 20;
/** Limit of the methods that accept files only in the request. */
const LARGEST = 50 * 2 ** 20;

interface Upload extends Portal {
  name: string;
  data: Bytes;
  rights?: readonly JsonRecord[] | undefined;
}

/** A file as methods accept it in a request: its name, and Base64. */
export async function namedBase64(name: string, data: Bytes, call: Call, param: string) {
  return [name, await base64(data, call, param)] as const;
}

/** The bytes as Base64, if they fit into one request. */
export async function base64(data: Bytes, call: Call, param: string): Promise<string> {
  return (await readBounded(data, call, { largest: LARGEST, param })).toString('base64');
}

export async function uploadToStorage(
  { storage, ...upload }: Upload & { storage: string },
  call: Call,
): Promise<JsonRecord> {
  const id = numberIfWhole(storage);
  if (isSmall(upload.data)) return sendAtOnce('disk.storage.uploadFile', id, upload, call);
  const { result } = await send(call, upload, 'disk.storage.get', { id });
  const folder = isRecord(result) ? result.ROOT_OBJECT_ID : undefined;
  return uploadToFolder({ ...upload, folder: String(folder) }, call);
}

export async function uploadToFolder(
  { folder, ...upload }: Upload & { folder: string },
  call: Call,
): Promise<JsonRecord> {
  const id = numberIfWhole(folder);
  if (isSmall(upload.data)) return sendAtOnce('disk.folder.uploadFile', id, upload, call);
  const { name, data, rights } = upload;
  const about = { id, data: { NAME: name }, rights };
  const { result } = await send(call, upload, 'disk.folder.uploadFile', about);
  const { field, uploadUrl } = isRecord(result) ? result : {};
  // Its query's params that are named like secrets are masked.
  const address = uploadAddress(typeof field === 'string' ? uploadUrl : undefined, call);
  const spec = { ...policy, form: [[String(field), data.as(name)] as const] };
  return exchange(call, 'POST', address, spec, readAccepted) as Promise<JsonRecord>;
}

function isSmall({ size }: Bytes): boolean {
  return size !== undefined && size <= AT_ONCE;
}

async function sendAtOnce(
  route: string,
  id: string | number,
  { name, data, rights, ...portal }: Upload,
  call: Call,
): Promise<JsonRecord> {
  const fileContent = await namedBase64(name, data, call, 'data');
  return send(call, portal, route, { id, data: { NAME: name }, fileContent, rights });
}
