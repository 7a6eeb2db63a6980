import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { exportTypeOf } from './exports.js';
import { FOLDER } from './fields.js';
import { download, downloadBare, type Signed, send } from './wire.js';

const SHORTCUT = 'application/vnd.google-apps.shortcut';

interface Wanted extends Signed {
  object: string;
  format: string | undefined;
}

/** Downloads the content of a file, or exports a Google document. */
export async function downloadFile(
  call: Call,
  { token, object, format }: Wanted,
): Promise<BytesOrFile> {
  const { id, mimeType, md5 } = await target(call, { token }, object);
  const exported = exportTypeOf(call, mimeType, format);
  if (exported !== undefined) {
    const fields = { object: id, mimeType: exported };
    return downloadBare(call, { token }, 'GET /files/{object}/export', { fields });
  }
  const fields = { object: id, alt: 'media' };
  return download(call, { token }, 'GET /files/{object}', { fields, announced: { md5 } });
}

interface Target {
  id: string;
  mimeType: string;
  md5: string | undefined;
}

/** The file itself: a shortcut leads to another one. */
async function target(call: Call, { token }: Signed, object: string): Promise<Target> {
  const found = await about(call, { token }, object);
  const { shortcutDetails: shortcut } = found;
  const isShortcut = found.mimeType === SHORTCUT && isRecord(shortcut);
  const id = isShortcut ? String(shortcut.targetId) : object;
  const { mimeType, md5Checksum: md5 } = isShortcut ? await about(call, { token }, id) : found;
  if (mimeType === FOLDER) {
    throw new ResponseError({
      method: call.method,
      message: call.redactor.text(`${id} is a folder, and only files can be downloaded`),
      hint: 'GetFilesList shows its files.',
    });
  }
  return { id, mimeType: String(mimeType), md5: typeof md5 === 'string' ? md5 : undefined };
}

function about(call: Call, { token }: Signed, object: string): Promise<JsonRecord> {
  const fields = 'id,mimeType,md5Checksum,shortcutDetails';
  return send(call, { token }, 'GET /files/{object}', { object, fields });
}
