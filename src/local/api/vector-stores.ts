import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import { filterOf } from '../vectors/attributes.js';
import { chunkingOf } from '../vectors/chunks.js';
import { search } from '../vectors/search.js';
import { expiryOf, hasExpired, type VectorStore, VectorStores } from '../vectors/vector-stores.js';
import { flag, jsonBody, wholeNumber } from './checks.js';
import { noSuch, pageOf, partOf } from './pages.js';
import { idsOf, metadataOf, numberWithin, optionalText } from './values.js';
import { addFiles, countsOf, storeFiles } from './vector-store-files.js';

const MOST_FILES = 500;
const MOST_FOUND = 50;

/** The endpoints for vector stores: files that can be searched by content. */
export function vectorStores(local: Local): Hono {
  const routes = new Hono();
  const stores = async () => new VectorStores((await local.store()).objects);

  routes.post('/', async (context) => {
    const body = await jsonBody(context);
    const now = seconds();
    const store: VectorStore = {
      id: `vs_${randomBytes(12).toString('hex')}`,
      name: optionalText(body, 'name', 256) ?? '',
      created_at: now,
      last_active_at: now,
      expires_after: expiresAfterOf(body),
      metadata: metadataOf(body) ?? {},
    };
    const chunking = chunkingOf(body);
    const wanted = idsOf(body, 'file_ids', MOST_FILES);
    await addFiles(
      store.id,
      wanted.map((file_id) => ({ file_id, chunking, attributes: {} })),
      local,
      async () => (await stores()).put(store),
    );
    return context.json(shown(store, await stores()));
  });

  routes.get('/', async (context) => {
    const page = pageOf(context);
    const kept = await stores();
    const { data, ...about } = partOf(kept.list(page.order), page);
    return context.json({ ...about, data: data.map((store) => shown(store, kept)) });
  });

  routes.get('/:id', async (context) => {
    const kept = await stores();
    return context.json(shown(found(context, kept), kept));
  });

  routes.post('/:id', async (context) => {
    const body = await jsonBody(context);
    const kept = await stores();
    const store = found(context, kept);
    const changed: VectorStore = {
      ...store,
      name: optionalText(body, 'name', 256) ?? store.name,
      metadata: metadataOf(body) ?? store.metadata,
      ...('expires_after' in body && { expires_after: expiresAfterOf(body) }),
      last_active_at: seconds(),
    };
    kept.put(changed);
    return context.json(shown(changed, kept));
  });

  routes.delete('/:id', async (context) => {
    const kept = await stores();
    const { id } = found(context, kept);
    kept.remove(id);
    return context.json({ id, object: 'vector_store.deleted', deleted: true });
  });

  routes.post('/:id/search', async (context) => {
    const body = await jsonBody(context);
    const kept = await stores();
    const store = found(context, kept);
    if (hasExpired(store)) throw badRequest(`The vector store ${store.id} has expired.`);
    const queries = queriesOf(body);
    // Queries are never rewritten here, as `search_query` shows.
    flag(body, 'rewrite_query');
    const data = await search(
      {
        store: store.id,
        queries,
        most: wholeNumber(body, 'max_num_results', { least: 1, most: MOST_FOUND }) ?? 10,
        threshold: thresholdOf(body),
        filter: filterOf(body.filters),
      },
      await local.store(),
      local.models,
    );
    kept.touch(store.id);
    const object = 'vector_store.search_results.page';
    return context.json({ object, search_query: queries, data, has_more: false, next_page: null });
  });

  routes.route('/:id', storeFiles(local));
  return routes;
}

function found(context: Context, stores: VectorStores): VectorStore {
  const id = context.req.param('id') ?? '';
  const store = stores.get(id);
  if (store) return store;
  throw noSuch('vector store', id);
}

function shown(store: VectorStore, stores: VectorStores) {
  const files = stores.files(store.id, 'asc');
  const { expires_after, ...about } = store;
  return {
    ...about,
    object: 'vector_store',
    usage_bytes: files.reduce((sum, { usage_bytes }) => sum + usage_bytes, 0),
    file_counts: countsOf(files),
    status: hasExpired(store) ? 'expired' : 'completed',
    ...(expires_after && { expires_after }),
    expires_at: expiryOf(store),
  };
}

function expiresAfterOf({ expires_after: given }: JsonRecord): VectorStore['expires_after'] {
  if (given === undefined || given === null) return null;
  if (isRecord(given) && given.anchor === 'last_active_at') {
    const days = Number(given.days);
    if (Number.isInteger(given.days) && days >= 1 && days <= 365) {
      return { anchor: 'last_active_at', days };
    }
  }
  throw badRequest(
    '\'expires_after\' is {"anchor":"last_active_at","days":…}, from 1 to 365 days.',
    'expires_after',
  );
}

function queriesOf({ query }: JsonRecord): string[] {
  const queries: unknown[] = Array.isArray(query) ? query : [query];
  const isRight =
    queries.length > 0 && queries.every((text) => typeof text === 'string' && text !== '');
  if (isRight) return queries as string[];
  throw badRequest("'query' must be a non-empty string, or an array of such strings.", 'query');
}

function thresholdOf({ ranking_options: options }: JsonRecord): number {
  if (options === undefined || options === null) return 0;
  if (!isRecord(options))
    throw badRequest("'ranking_options' must be an object.", 'ranking_options');
  return numberWithin(options, 'score_threshold', { least: 0, most: 1 }) ?? 0;
}
