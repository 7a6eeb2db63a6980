import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { ApiError, badRequest } from '../errors.js';
import type { Local } from '../local.js';
import type { Draft, FileAbout, FileRecord, FileStore } from '../state/file-store.js';
import { boundaryOf, type Part, partsOf, textOf } from './multipart.js';

const PURPOSES = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'];
const MOST_LISTED = 10_000;
const HOUR = 3600;
const DISK_CHUNK = 256 * 1024;

/** The endpoints of stored files. */
export function files(local: Local): Hono {
  const routes = new Hono();
  const store = async () => (await local.store()).files;

  routes.post('/', async (context) => {
    const boundary = boundaryOf(context.req.header('content-type'));
    const body = context.req.raw.body as ReadableStream<Uint8Array> | null;
    if (!body) throw badRequest("The form is empty: it takes 'purpose' and 'file'.");
    return context.json(shown(await upload(partsOf(body, boundary), await store())));
  });

  routes.get('/', async (context) => {
    const { limit, order = 'desc', purpose, after } = context.req.query();
    const all = (await (await store()).list()).filter(
      (file) => purpose === undefined || file.purpose === purpose,
    );
    if (order !== 'asc' && order !== 'desc') throw badRequest("'order' is asc or desc.", 'order');
    if (order === 'asc') all.reverse();
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && from === 0) throw badRequest(`There is no file ${after}.`, 'after');
    const page = all.slice(from, from + limitOf(limit));
    return context.json({
      object: 'list',
      data: page.map(shown),
      first_id: page[0]?.id ?? '',
      last_id: page.at(-1)?.id ?? '',
      has_more: from + page.length < all.length,
    });
  });

  routes.get('/:id', async (context) => context.json(shown(await found(context, await store()))));

  routes.get('/:id/content', async (context) => {
    const files = await store();
    const file = await found(context, files);
    const handle = await files.open(file.id);
    if (!handle) throw absent(file.id);
    const content = handle.createReadStream({ highWaterMark: DISK_CHUNK });
    return context.body(Readable.toWeb(content) as globalThis.ReadableStream, 200, {
      'content-type': file.type,
      'content-length': String(file.bytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeRfc5987(file.filename)}`,
    });
  });

  routes.delete('/:id', async (context) => {
    const id = context.req.param('id');
    if (!(await (await store()).remove(id))) throw absent(id);
    return context.json({ id, object: 'file', deleted: true });
  });
  return routes;
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

/** A file as the protocol shows it. */
function shown({ id, bytes, created_at, expires_at, filename, purpose }: FileRecord) {
  return {
    id,
    object: 'file',
    bytes,
    created_at,
    ...(expires_at !== undefined && { expires_at }),
    filename,
    purpose,
    status: 'processed',
  };
}

/** Takes a form's parts in whatever order they come; keeps nothing unless all of them are right. */
async function upload(parts: AsyncIterable<Part>, files: FileStore): Promise<FileRecord> {
  const fields = new Map<string, string>();
  let file: (Pick<FileAbout, 'filename' | 'type'> & { draft: Draft }) | undefined;
  try {
    for await (const part of parts) {
      if (part.name !== 'file') {
        fields.set(part.name, await textOf(part));
        continue;
      }
      if (file) throw badRequest("The form holds more than one 'file'.", 'file');
      const { filename, type } = part;
      if (!filename) throw badRequest("'file' must be a file, with its name.", 'file');
      file = { draft: await files.receive(part.content), filename, type: mediaType(type) };
    }
    if (!file) throw badRequest("'file' is missing.", 'file');
    const { draft, ...about } = file;
    const further = { purpose: purposeOf(fields), lifetime: lifetimeOf(fields) };
    return await draft.keep({ ...about, ...further });
  } catch (error) {
    await file?.draft.discard();
    throw error;
  }
}

/** The media type as it was sent, where a header can hold it. */
function mediaType(type: string | undefined): string {
  return type && /^[\w.+-]+\/[\w.+-]+ *(;[ -~]*)?$/.test(type) ? type : 'application/octet-stream';
}

function purposeOf(fields: ReadonlyMap<string, string>): string {
  const purpose = fields.get('purpose');
  if (purpose !== undefined && PURPOSES.includes(purpose)) return purpose;
  const problem = purpose === undefined ? 'is missing' : `'${purpose}' is not one there is`;
  throw badRequest(`'purpose' ${problem}: it is one of ${PURPOSES.join(', ')}.`, 'purpose');
}

function lifetimeOf(fields: ReadonlyMap<string, string>): number | undefined {
  const text = fields.get('expires_after[seconds]');
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= HOUR && seconds <= 30 * 24 * HOUR) return seconds;
  throw badRequest("'expires_after[seconds]' is from 3600 to 2592000.", 'expires_after');
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return MOST_LISTED;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LISTED) return limit;
  throw badRequest(`'limit' is a whole number from 1 to ${MOST_LISTED}.`, 'limit');
}

/** A name for a header, whatever letters it has. */
function encodeRfc5987(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
