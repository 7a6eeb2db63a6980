import { Hono } from 'hono/tiny';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { tooLarge } from '../state/blobs.js';
import type { FileRecord } from '../state/file-store.js';
import type { UploadRecord } from '../state/upload-store.js';
import { jsonBody, requiredText, wholeNumber } from './checks.js';
import { lifetimeOf, mediaType, purposeOf, shownFile } from './file-fields.js';
import { takeFileForm } from './file-form.js';

/** The endpoints for uploads in parts. */
export function uploads(local: Local): Hono {
  const routes = new Hono();
  const store = async () => (await local.store()).uploads;

  routes.post('/', async (context) => {
    const body = await jsonBody(context);
    const { files, uploads } = await local.store();
    return context.json(shown(await uploads.begin(aboutOf(body, files.largest))));
  });

  routes.post('/:id/parts', async (context) => {
    const uploads = await store();
    const id = context.req.param('id');
    const taking = {
      field: 'data',
      most: uploads.largestPart,
      receive: (content: AsyncIterable<Uint8Array>) => uploads.receivePart(id, content),
    };
    const part = await takeFileForm(context, taking, ({ draft }) => draft.keep());
    const { bytes: _, ...known } = part;
    return context.json({ ...known, object: 'upload.part' });
  });

  routes.post('/:id/complete', async (context) => {
    const { part_ids, md5 } = await jsonBody(context);
    if (!isTexts(part_ids)) throw badRequest("'part_ids' must be an array of IDs.", 'part_ids');
    if (md5 !== undefined && md5 !== null && !isMd5(md5)) {
      throw badRequest("'md5' must be 32 hex digits.", 'md5');
    }
    const done = await (await store()).complete(
      context.req.param('id'),
      part_ids,
      md5 ?? undefined,
    );
    return context.json(shown(done.upload, done.file));
  });

  routes.post('/:id/cancel', async (context) =>
    context.json(shown(await (await store()).cancel(context.req.param('id')))),
  );
  return routes;
}

function aboutOf(body: JsonRecord, largest: number) {
  const filename = requiredText(body, 'filename');
  const purpose = purposeOf(body.purpose);
  const type = mediaType(requiredText(body, 'mime_type'));
  const bytes = wholeNumber(body, 'bytes', { least: 1, most: Number.MAX_SAFE_INTEGER });
  if (bytes === undefined) throw badRequest("'bytes' is missing.", 'bytes');
  if (bytes > largest) throw tooLarge(largest);
  const after = body.expires_after ?? {};
  if (!isRecord(after)) throw badRequest("'expires_after' must be an object.", 'expires_after');
  return { filename, purpose, type, bytes, lifetime: lifetimeOf(after, purpose) };
}

/** An upload as the protocol represents it. */
function shown({ type: _, lifetime: __, ...upload }: UploadRecord, file?: FileRecord) {
  return { ...upload, object: 'upload', ...(file && { file: shownFile(file) }) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isMd5(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/i.test(value);
}
