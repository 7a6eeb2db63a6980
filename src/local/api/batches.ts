import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import type { JsonRecord } from '../../core/util/is-record.js';
import { BATCH, type Batch, became, change, isDone } from '../batches/batch.js';
import { type Answering, BatchRunner } from '../batches/runner.js';
import { ApiError, badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import type { Store } from '../state/store.js';
import { jsonBody, requiredText } from './checks.js';
import { noSuch, pageOf, shownPage } from './pages.js';
import { metadataOf, oneOf } from './values.js';

const DAY = 24 * 60 * 60;
/** The limit for an input file, as at OpenAI, in bytes. */
const LARGEST_INPUT = 200 * 1024 * 1024;
const SERVED = [
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/responses',
  '/v1/embeddings',
  '/v1/images/generations',
];
const NOT_SERVED = ['/v1/moderations', '/v1/images/edits', '/v1/videos'];

/** The endpoints for batches: files of requests, processed in the background. */
export function batches(local: Local, app: Answering): Hono {
  const routes = new Hono();
  const runner = new BatchRunner(app);
  const opened = async () => {
    const store = await local.store();
    runner.resume(store);
    return store;
  };

  routes.post('/', async (context) => {
    const body = await jsonBody(context);
    const store = await opened();
    const batch = newBatch(body, await inputOf(body, store));
    store.objects.put(BATCH, batch);
    runner.start(store, batch.id);
    return context.json(batch);
  });

  routes.get('/', async (context) => {
    const { data, hasMore } = (await opened()).objects.list<Batch>(BATCH, pageOf(context));
    return context.json(shownPage(data, hasMore));
  });

  routes.get('/:id', async (context) => {
    const store = await opened();
    const batch = found(context, store);
    if (!isDone(batch)) runner.start(store, batch.id);
    return context.json(batch);
  });

  routes.post('/:id/cancel', async (context) => {
    const store = await opened();
    const { id, status } = found(context, store);
    if (status !== 'validating' && status !== 'in_progress') {
      const message = `A batch with the status '${status}' cannot be cancelled.`;
      throw new ApiError({ status: 409, message });
    }
    const batch = change(store.objects, id, () => became('cancelling'));
    runner.start(store, id);
    return context.json(batch);
  });
  return routes;
}

function newBatch(body: JsonRecord, input_file_id: string): Batch {
  const created_at = seconds();
  return {
    id: `batch_${randomBytes(12).toString('hex')}`,
    object: 'batch',
    endpoint: endpointOf(body),
    input_file_id,
    completion_window: windowOf(body),
    status: 'validating',
    created_at,
    expires_at: created_at + DAY,
    request_counts: { total: 0, completed: 0, failed: 0 },
    metadata: metadataOf(body) ?? null,
  };
}

function endpointOf(body: JsonRecord): string {
  const endpoint = requiredText(body, 'endpoint');
  if (SERVED.includes(endpoint)) return endpoint;
  const message = `'endpoint' must be one of ${SERVED.join(', ')}, not ${endpoint}.`;
  if (!NOT_SERVED.includes(endpoint)) throw badRequest(message, 'endpoint');
  throw new ApiError({ status: 501, message, param: 'endpoint', code: 'not_served' });
}

function windowOf(body: JsonRecord): '24h' {
  requiredText(body, 'completion_window');
  return oneOf(body, 'completion_window', ['24h']) ?? '24h';
}

async function inputOf(body: JsonRecord, { files }: Store): Promise<string> {
  const id = requiredText(body, 'input_file_id');
  const file = await files.find(id);
  if (!file) throw badRequest(`No such File object: ${id}`, 'input_file_id');
  if (file.purpose !== 'batch') {
    const message = `The file ${id} has the purpose '${file.purpose}'; a batch needs one with the purpose 'batch'.`;
    throw badRequest(message, 'input_file_id');
  }
  if (file.bytes <= LARGEST_INPUT) return id;
  throw badRequest(
    `The file ${id} is larger than the limit of ${LARGEST_INPUT} bytes.`,
    'input_file_id',
  );
}

function found(context: Context, { objects }: Store): Batch {
  const id = context.req.param('id') ?? '';
  const batch = objects.get<Batch>(BATCH, id);
  if (batch) return batch;
  throw noSuch('batch', id);
}
