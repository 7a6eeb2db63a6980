import type { Call } from '../../core/definition/call.js';
import { InputError, OintError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { mediaType, UNKNOWN } from './media-type.js';

/**
 * An image with a name and a media type, by which servers detect formats; from its bytes if it has
 * none.
 */
export async function pictureFile(picture: Bytes, name: string, call: Call): Promise<Bytes> {
  if (picture.name && picture.type) return picture;
  const data = await readPicture(picture, call);
  const type = await mediaType(data, picture.type);
  const ending = type === UNKNOWN ? 'png' : (type.split('/')[1] ?? 'png');
  const { from } = picture;
  return Bytes.of(data, { from, type, name: picture.name ?? `${name}.${ending}` });
}

async function readPicture(picture: Bytes, call: Call): Promise<Buffer> {
  try {
    return await picture.buffer();
  } catch (cause) {
    if (cause instanceof OintError) throw cause;
    const message = call.redactor.text(`cannot read ${picture.from}: ${(cause as Error).message}`);
    throw new InputError({ method: call.method, message, cause });
  }
}
