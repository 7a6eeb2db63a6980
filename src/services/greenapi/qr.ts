import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { type BytesOrFile, savedFile } from '../../core/http/save.js';
import type { Instance } from '../../core/rest/vendors/green-api/access.js';
import { send } from './wire.js';

/** Gets the QR code, which arrives as Base64. */
export async function qrCode(call: Call, access: Instance): Promise<BytesOrFile> {
  const { saveTo } = call.options;
  if (!saveTo || call.dryRun) return image(call, access);
  return savedFile(call, saveTo, async (target) => {
    await target.write(await image(call, access));
    return 'image/png';
  });
}

async function image(call: Call, access: Instance): Promise<Buffer> {
  const { message } = await send(call, { access }, 'GET qr');
  if (typeof message === 'string') return Buffer.from(message, 'base64');
  const lacking = 'the server returned no QR code';
  throw new ResponseError({ method: call.method, message: lacking });
}
