import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { ApiError, badRequest } from '../errors.js';
import type { Local } from '../local.js';
import type { FileRecord, FileStore } from '../state/file-store.js';
import { byteRange } from './byte-range.js';
import { lifetimeOf, mediaType, purposeOf, shownFile } from './file-fields.js';
import { takeFileForm } from './file-form.js';

const MOST_LISTED = 10_000;
const DISK_CHUNK = 256 * 1024;

/** The endpoints for files. */
export function files(local: Local): Hono {
  const routes = new Hono();
  const store = async () => (await local.store()).files;

  routes.post('/', async (context) =>
    context.json(shownFile(await upload(context, await store()))),
  );

  routes.get('/', async (context) => {
    const { limit, order = 'desc', purpose, after } = context.req.query();
    if (order !== 'asc' && order !== 'desc')
      throw badRequest("'order' must be asc or desc.", 'order');
    const page = { purpose, after, order, limit: limitOf(limit) } as const;
    const { data, hasMore } = await (await store()).page(page);
    return context.json({
      object: 'list',
      data: data.map(shownFile),
      first_id: data[0]?.id ?? '',
      last_id: data.at(-1)?.id ?? '',
      has_more: hasMore,
    });
  });

  routes.get('/:id', async (context) =>
    context.json(shownFile(await found(context, await store()))),
  );

  routes.get('/:id/content', async (context) => content(context, await store()));

  routes.delete('/:id', async (context) => {
    const id = context.req.param('id');
    if (!(await (await store()).remove(id))) throw absent(id);
    return context.json({ id, object: 'file', deleted: true });
  });
  return routes;
}

function upload(context: Context, files: FileStore): Promise<FileRecord> {
  const taking = {
    field: 'file',
    most: files.largest,
    receive: (content: AsyncIterable<Uint8Array>) => files.receive(content),
  };
  return takeFileForm(context, taking, async ({ draft, part, fields }) => {
    const { filename } = part;
    if (!filename) throw badRequest("'file' must be a file with a name.", 'file');
    const purpose = purposeOf(fields.get('purpose'));
    const seconds = fields.get('expires_after[seconds]');
    const lifetime = lifetimeOf(
      {
        anchor: fields.get('expires_after[anchor]'),
        seconds: seconds === undefined ? undefined : Number(seconds),
      },
      purpose,
    );
    return draft.keep({ filename, purpose, type: mediaType(part.type), lifetime });
  });
}

/** The file's content, or the part that a `Range` header asks for, so that downloads can be resumed. */
async function content(context: Context, files: FileStore): Promise<Response> {
  const file = await found(context, files);
  // The content of an ID never changes.
  const etag = `"${file.id}"`;
  const isSame = (context.req.header('if-range') ?? etag) === etag;
  const range = isSame ? byteRange(context.req.header('range'), file.bytes) : undefined;
  if (range === 'none') {
    context.header('content-range', `bytes */${file.bytes}`);
    throw new ApiError({ status: 416, message: `The file has only ${file.bytes} bytes.` });
  }
  const headers = {
    'accept-ranges': 'bytes',
    etag,
    'content-type': file.type,
    'content-length': String(range ? range.end - range.start + 1 : file.bytes),
    'content-disposition': `attachment; filename*=UTF-8''${encodeRfc5987(file.filename)}`,
    // An uploaded file could be anything: browsers must not run it as a page of this server.
    'x-content-type-options': 'nosniff',
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${file.bytes}` }),
  };
  const status = range ? 206 : 200;
  if (context.req.method === 'HEAD') return context.body(null, status, headers);
  const handle = await files.open(file.id);
  if (!handle) throw absent(file.id);
  const stream = handle.createReadStream({ highWaterMark: DISK_CHUNK, ...range });
  return context.body(Readable.toWeb(stream) as globalThis.ReadableStream, status, headers);
}

async function found(context: Context, files: FileStore): Promise<FileRecord> {
  const id = context.req.param('id') ?? '';
  const file = await files.find(id);
  if (file) return file;
  throw absent(id);
}

function absent(id: string): ApiError {
  return new ApiError({ status: 404, message: `No such File object: ${id}`, param: 'id' });
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return MOST_LISTED;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LISTED) return limit;
  throw badRequest(`'limit' must be a whole number from 1 to ${MOST_LISTED}.`, 'limit');
}

/** Encodes a name for a header, whatever characters it has. */
function encodeRfc5987(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
