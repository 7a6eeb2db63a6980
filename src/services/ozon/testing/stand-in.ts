import type { Behavior, Stage } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Paging } from '../../../../test/stand-in/pages.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import type { Call } from '../../../../test/stand-in/request.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const CLIENT = '2380987';
export const KEY = '0b5f1c8e-6a2d-4f3b-9c7e-1d2a3b4c5d6e';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for api-seller.ozon.ru. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

/** A status, and a code of gRPC. */
const CODES: Partial<Record<Problem['wrong'], readonly [number, number]>> = {
  operation: [404, 5],
  authorization: [403, 7],
  'not found': [404, 5],
  'rate limit': [429, 8],
  unavailable: [503, 14],
};

function refuse({ wrong, message }: Problem): Answer {
  const [status, code] = CODES[wrong] ?? [400, 3];
  return { status, body: { code, message, details: [] } };
}

function paged(from: string, next: string, max = 1000): Paging {
  return { by: 'cursor', from, limit: 'limit', size: max, max, next, end: '' };
}

/** The warehouse of each draft. */
export const WAREHOUSE = 22_142_605_386_000;

const behavior: Behavior = {
  refuse,
  authorize: ({ request: { headers } }) =>
    headers['client-id'] === CLIENT && headers['api-key'] === KEY
      ? undefined
      : { wrong: 'authorization', message: 'Client-Id and Api-Key do not match' },
  kinds: {
    products: { ids: ['product_id'], id: (n) => n },
    rows: { ids: ['product_id'], id: (n) => n },
    tasks: { ids: ['task_id'], id: (n) => 172_549_792 + n },
    drafts: { ids: ['draft_id'], id: (n) => 31_415_925 + n },
  },
  keeps: {
    ProductAPI_GetProductList: {
      ...{ does: 'list', kind: 'products', at: 'result.items' },
      paging: paged('last_id', 'result.last_id'),
    },
    ProductAPI_GetProductInfoStocks: {
      ...{ does: 'list', kind: 'products', at: 'items' },
      paging: paged('cursor', 'cursor'),
    },
    PostingAPI_GetFboPostingListV3: {
      ...{ does: 'list', kind: 'postings', at: 'postings' },
      paging: { ...paged('cursor', 'cursor', 100), more: 'has_next' },
    },
  },
  instead: {
    ProductAPI_ImportProductsV3: (call, stage) => ({
      body: { result: { task_id: task(call, stage) } },
    }),
    ProductAPI_ImportProductsBySKU: (call, stage) => ({
      body: { result: { task_id: task(call, stage), unmatched_sku_list: [] } },
    }),
    ProductAPI_ProductUpdateAttributes: (call, stage) => ({
      body: { task_id: task(call, stage) },
    }),
    ProductAPI_GetImportProductsInfo: ({ values }, { shelves }) => {
      const { facts } = shelves.find('tasks', values.task_id)!;
      const items = (facts.items as Values[] | undefined) ?? [{ offer_id: 'TEA-100' }];
      const isPending = facts.isPending === true;
      facts.isPending = false;
      return { body: { result: { items: items.map(imported(isPending)), total: items.length } } };
    },
    DraftDirectCreate: draft,
    DraftCrossdockCreate: draft,
    DraftMultiClusterCreate: draft,
    DraftCreateInfo: ({ values }, { shelves }) => {
      const { facts } = shelves.find('drafts', values.draft_id)!;
      const isPending = facts.isPending === true;
      facts.isPending = false;
      return { body: isPending ? { status: 'IN_PROGRESS', clusters: [], errors: [] } : INFO };
    },
    DraftTimeslotInfo: ({ values }, { shelves }) => {
      const { facts } = shelves.find('drafts', values.draft_id)!;
      const isUnknown = facts.isUnknown === true;
      facts.isUnknown = false;
      return isUnknown ? { wrong: 'not found', message: 'draft not found' } : undefined;
    },
  },
};

const INFO = {
  status: 'SUCCESS',
  clusters: [
    {
      cluster_name: 'Moscow',
      macrolocal_cluster_id: 4039,
      supply_type: 'DIRECT',
      warehouses: [
        {
          availability_status: { invalid_reason: 'NO_REASON', state: 'FULL_AVAILABLE' },
          storage_warehouse: { address: '', name: 'Khorugvino', warehouse_id: WAREHOUSE },
        },
      ],
    },
  ],
  errors: [],
};

function task({ values }: Call, { shelves }: Stage): number {
  const items = values.items as Values[];
  return Number(shelves.put('tasks', { items, isPending: true }).facts.task_id);
}

function imported(isPending: boolean) {
  return ({ offer_id }: Values, at: number): Values => ({
    offer_id: offer_id ?? '',
    product_id: isPending ? 0 : 137_208_233 + at,
    status: isPending ? 'pending' : 'imported',
    errors: [],
  });
}

/** The SKU 13 cannot be supplied. */
function draft({ request }: Call, { shelves }: Stage): Answer {
  if (/"sku":13\b/.test(request.body.toString())) {
    const error = {
      error_message: 'ITEMS_VALIDATION',
      error_reasons: ['ALL_ITEMS_REJECTED'],
      message: 'All items were rejected',
    };
    return { body: { draft_id: 0, errors: [error] } };
  }
  const { facts } = shelves.put('drafts', { isPending: true, isUnknown: true });
  return { body: { draft_id: facts.draft_id, errors: [] } };
}
