import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { readAll } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { uploadAddress } from '../../core/rest/upload-address.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { send } from './wire.js';

interface Upload {
  token: string;
  file: Bytes;
  name: string;
  title: string;
  channel: string | undefined;
}

/** Uploads in three steps: gets an upload URL, sends the bytes there, completes the upload. */
export async function uploadFile(
  { token, file, name, title, channel }: Upload,
  call: Call,
): Promise<JsonRecord> {
  if (file.size === undefined) {
    throw new InputError({
      method: call.method,
      message: 'Slack needs the size of the file before the upload',
      hint: 'Save the data from the pipe or stream to a file first.',
    });
  }
  const upload = { filename: name, length: file.size };
  const { upload_url, file_id } = await send(call, { token }, 'files.getUploadURLExternal', upload);
  await sendBytes(call, upload_url, file);
  return send(call, { token }, 'files.completeUploadExternal', {
    files: [{ id: file_id, title }],
    channel_id: channel,
  });
}

/** The upload URL does not get the token. */
async function sendBytes(call: Call, named: unknown, body: Bytes): Promise<void> {
  const address = uploadAddress(named, call);
  call.redactor.add(address.pathname);
  await exchange(call, 'POST', address, { body }, readAll);
}
