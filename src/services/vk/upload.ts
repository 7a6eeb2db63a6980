import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { exchange } from '../../core/http/request.js';
import { writeJson } from '../../core/json/write.js';
import type { Fields } from '../../core/rest/route.js';
import { uploadAddress } from '../../core/rest/upload-address.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Auth, groupOf } from './auth.js';
import { uploadRefusal } from './refusal.js';
import { send } from './wire.js';

/** The first two steps of an upload: gets a URL, and sends the file there. The token is not sent. */
export async function upload(
  call: Call,
  auth: Auth,
  { route, field, ...fields }: { route: string; field: string } & Fields,
  file: Bytes,
): Promise<JsonRecord> {
  const { response } = await send(call, { auth }, route, fields);
  const address = uploadAddress(isRecord(response) ? response.upload_url : undefined, call);
  // Its query grants the upload.
  call.redactor.add(address.search.slice(1));
  const form = [[field, file]] as const;
  const spec = { form, refusal: uploadRefusal };
  return exchange(call, 'POST', address, spec, readAccepted) as Promise<JsonRecord>;
}

/** Servers detect the format of an image by its name. */
function named(image: Bytes): Bytes {
  return image.as(image.name ?? 'image.jpg', image.type ?? 'image/jpeg');
}

/** Uploads an image for posts of the wall. */
export async function wallPhoto(call: Call, auth: Auth, image: Bytes): Promise<JsonRecord> {
  const group_id = auth.group;
  const step = { route: 'photos.getWallUploadServer', field: 'photo', group_id };
  const { server, photo, hash } = await upload(call, auth, step, named(image));
  return send(call, { auth }, 'photos.saveWallPhoto', { group_id, server, photo, hash });
}

/** The same, as an attachment: `photo-218704372_457239`. */
export async function attachedPhoto(call: Call, auth: Auth, image: Bytes): Promise<string> {
  const { response } = await wallPhoto(call, auth, image);
  const [photo] = Array.isArray(response) ? response.filter(isRecord) : [];
  if (photo) return `photo${photo.owner_id}_${photo.id}`;
  throw new ResponseError({
    method: call.method,
    message: 'the server returned no ID for the image',
  });
}

/** Uploads an image to an album. */
export async function albumPhoto(
  call: Call,
  auth: Auth,
  image: Bytes,
  { album, caption }: { album: string; caption?: string | undefined },
): Promise<JsonRecord> {
  const to = { album_id: album, group_id: auth.group };
  const step = { route: 'photos.getUploadServer', field: 'file1', ...to };
  const { server, photos_list, hash } = await upload(call, auth, step, named(image));
  const saved = { ...to, server, photos_list, hash, caption };
  return send(call, { auth }, 'photos.save', saved);
}

/** Uploads an image for products and selections. */
export async function productPhoto(call: Call, auth: Auth, image: Bytes): Promise<JsonRecord> {
  const group_id = groupOf(auth, call);
  const step = { route: 'market.getProductPhotoUploadServer', field: 'file', group_id };
  const answer = await upload(call, auth, step, named(image));
  return send(call, { auth }, 'market.saveProductPhoto', { upload_response: writeJson(answer) });
}

/** The same: only the ID. */
export async function productPhotoId(call: Call, auth: Auth, image: Bytes): Promise<string> {
  const { response } = await productPhoto(call, auth, image);
  return String(isRecord(response) ? response.photo_id : undefined);
}

/** Publishes an image as a story, with a button if there is a URL to open. */
export async function story(call: Call, auth: Auth, image: Bytes, url?: string | undefined) {
  const step = { route: 'stories.getPhotoUploadServer', field: 'file', group_id: auth.group };
  const link = url ? { link_text: 'more', link_url: url } : {};
  const answer = await upload(call, auth, { ...step, add_to_news: 1, ...link }, named(image));
  const { upload_result } = isRecord(answer.response) ? answer.response : answer;
  return send(call, { auth }, 'stories.save', { upload_results: upload_result });
}

/** Uploads an image for the background of polls. */
export async function pollPhoto(call: Call, auth: Auth, image: Bytes): Promise<JsonRecord> {
  const step = { route: 'polls.getPhotoUploadServer', field: 'photo', owner_id: auth.owner };
  const { photo, hash } = await upload(call, auth, step, named(image));
  return send(call, { auth }, 'polls.savePhoto', { photo, hash });
}
