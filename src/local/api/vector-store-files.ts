import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { ApiError, badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import type { FileRecord } from '../state/file-store.js';
import { type Attributes, attributesOf } from '../vectors/attributes.js';
import { type Chunking, chunkingOf } from '../vectors/chunks.js';
import { readText, takeIn } from '../vectors/taking-in.js';
import { type FileBatch, type VectorStoreFile, VectorStores } from '../vectors/vector-stores.js';
import { jsonBody, requiredText } from './checks.js';
import { noSuch, pageOf, partOf } from './pages.js';
import { idsOf } from './values.js';

const MOST_IN_BATCH = 2000;
const STATUSES = ['in_progress', 'completed', 'failed', 'cancelled'];

interface Wanted {
  file_id: string;
  chunking: Chunking;
  attributes: Attributes;
}

/** The endpoints for files in a vector store. A file is indexed before the response is sent. */
export function storeFiles(local: Local): Hono {
  const routes = new Hono();
  const opened = async (context: Context) => {
    const stores = new VectorStores((await local.store()).objects);
    const store = context.req.param('id') ?? '';
    if (!stores.get(store)) throw noSuch('vector store', store);
    return { store, stores };
  };

  routes.post('/files', async (context) => {
    const { store } = await opened(context);
    const [file] = await addFiles(store, [wantedOf(await jsonBody(context))], local);
    return context.json(file);
  });

  routes.get('/files', async (context) => {
    const { store, stores } = await opened(context);
    return context.json(listed(context, (order) => stores.files(store, order)));
  });

  routes.get('/files/:file', async (context) => {
    const { store, stores } = await opened(context);
    return context.json(found(context, store, stores));
  });

  routes.post('/files/:file', async (context) => {
    const { store, stores } = await opened(context);
    const body = await jsonBody(context);
    const file = { ...found(context, store, stores), attributes: attributesOf(body) };
    stores.putFile(file);
    return context.json(file);
  });

  routes.delete('/files/:file', async (context) => {
    const { store, stores } = await opened(context);
    const { id } = found(context, store, stores);
    stores.removeFile(store, id);
    return context.json({ id, object: 'vector_store.file.deleted', deleted: true });
  });

  routes.get('/files/:file/content', async (context) => {
    const { store, stores } = await opened(context);
    const { id, last_error } = found(context, store, stores);
    if (last_error) throw badRequest(`Could not index the file ${id}: ${last_error.message}`);
    const kept = await local.store();
    const file = await kept.files.find(id);
    const text = file && (await readText(file, kept));
    if (typeof text !== 'string') throw noSuch('file', id);
    const object = 'vector_store.file_content.page';
    return context.json({
      object,
      data: [{ type: 'text', text }],
      has_more: false,
      next_page: null,
    });
  });

  routes.post('/file_batches', async (context) => {
    const { store, stores } = await opened(context);
    const files = await addFiles(store, wantedTogether(await jsonBody(context)), local);
    const batch: FileBatch = {
      id: `vsfb_${randomBytes(12).toString('hex')}`,
      vector_store_id: store,
      created_at: seconds(),
      files: files.map(({ id }) => id),
    };
    stores.putFileBatch(batch);
    return context.json(shownBatch(batch, stores));
  });

  const batchOf = async (context: Context) => {
    const { store, stores } = await opened(context);
    const id = context.req.param('batch') ?? '';
    const batch = stores.fileBatch(store, id);
    if (batch) return { batch, stores };
    throw noSuch('file batch', id);
  };

  routes.get('/file_batches/:batch', async (context) => {
    const { batch, stores } = await batchOf(context);
    return context.json(shownBatch(batch, stores));
  });

  routes.get('/file_batches/:batch/files', async (context) => {
    const { batch, stores } = await batchOf(context);
    return context.json(listed(context, (order) => filesOf(batch, stores, order)));
  });

  routes.post('/file_batches/:batch/cancel', async (context) => {
    const { batch } = await batchOf(context);
    const message = `The file batch ${batch.id} is already completed: this server indexes files at once.`;
    throw new ApiError({ status: 409, message });
  });
  return routes;
}

/**
 * Adds files to a store, one after the other. All of them must exist before the first is indexed;
 * `before` is called in between.
 */
export async function addFiles(
  store: string,
  wanted: readonly Wanted[],
  local: Local,
  before = async () => {},
): Promise<VectorStoreFile[]> {
  const kept = await local.store();
  const tasks: { file: FileRecord; wanted: Wanted }[] = [];
  for (const each of wanted) {
    const file = await kept.files.find(each.file_id);
    if (!file) throw noSuch('file', each.file_id);
    tasks.push({ file, wanted: each });
  }
  await before();
  const stores = new VectorStores(kept.objects);
  const taken: VectorStoreFile[] = [];
  for (const { file: of, wanted: how } of tasks) {
    const { file, chunks } = await takeIn({ store, file: of, ...how }, kept, local.models);
    stores.putFile(file, chunks);
    taken.push(file);
  }
  stores.touch(store);
  return taken;
}

function wantedOf(body: JsonRecord): Wanted {
  const file_id = requiredText(body, 'file_id');
  return { file_id, chunking: chunkingOf(body), attributes: attributesOf(body) };
}

/** Reads `file_ids`, which share their attributes, or `files`, each with its own. */
function wantedTogether(body: JsonRecord): Wanted[] {
  const { files } = body;
  if (Array.isArray(files) && files.length > 0 && files.length <= MOST_IN_BATCH) {
    return files.map((file) => wantedOf(isRecord(file) ? file : {}));
  }
  const ids = idsOf(body, 'file_ids', MOST_IN_BATCH);
  if (ids.length === 0) throw badRequest("'file_ids' or 'files' is missing.", 'file_ids');
  return ids.map((file_id) => wantedOf({ ...body, file_id }));
}

function found(context: Context, store: string, stores: VectorStores): VectorStoreFile {
  const id = context.req.param('file') ?? '';
  const file = stores.file(store, id);
  if (file) return file;
  throw noSuch('file in this vector store', id);
}

function listed(context: Context, files: (order: 'asc' | 'desc') => VectorStoreFile[]) {
  const page = pageOf(context);
  const { filter } = context.req.query();
  if (filter !== undefined && !STATUSES.includes(filter)) {
    throw badRequest(`'filter' must be one of ${STATUSES.join(', ')}.`, 'filter');
  }
  const all = files(page.order).filter(({ status }) => filter === undefined || status === filter);
  return partOf(all, page);
}

export function countsOf(files: readonly VectorStoreFile[]) {
  const count = (wanted: string) => files.filter(({ status }) => status === wanted).length;
  return {
    in_progress: 0,
    completed: count('completed'),
    failed: count('failed'),
    cancelled: 0,
    total: files.length,
  };
}

function filesOf(batch: FileBatch, stores: VectorStores, order: 'asc' | 'desc') {
  const added = new Set(batch.files);
  return stores.files(batch.vector_store_id, order).filter(({ id }) => added.has(id));
}

function shownBatch(batch: FileBatch, stores: VectorStores) {
  const { id, created_at, vector_store_id } = batch;
  const file_counts = countsOf(filesOf(batch, stores, 'asc'));
  const object = 'vector_store.files_batch';
  return { id, object, created_at, vector_store_id, status: 'completed', file_counts };
}
