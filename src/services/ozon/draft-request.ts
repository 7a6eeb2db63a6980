import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { exact } from './ids.js';

interface Draft {
  clusters: readonly string[];
  items: JsonRecord;
  type: string;
  point: string | undefined;
  pointType: string;
  pickup: string | undefined;
  removal: string;
}

/** The request that creates a draft: Ozon has one for each kind of supply. */
export function draftRequest(
  draft: Draft,
  call: Call,
): { route: string; body: Record<string, unknown> } {
  const { clusters, items, removal } = draft;
  const isSingle = clusters.length === 1;
  const infos = clusters.map((cluster) => ({
    macrolocal_cluster_id: exact(cluster),
    items: itemsFor(cluster, items, isSingle, call),
  }));
  const shared = { deletion_sku_mode: removal };
  if (!isSingle) {
    const body = { clusters_info: infos, delivery_info: deliveryOf(draft, call), ...shared };
    return { route: '/v1/draft/multi-cluster/create', body };
  }
  const [cluster_info] = infos;
  if (draft.type === 'CREATE_TYPE_DIRECT') {
    return { route: '/v1/draft/direct/create', body: { cluster_info, ...shared } };
  }
  const body = { cluster_info, delivery_info: deliveryOf(draft, call), ...shared };
  return { route: '/v1/draft/crossdock/create', body };
}

/** The items of a cluster: of the only one, or by its ID. */
function itemsFor(cluster: string, items: JsonRecord, isSingle: boolean, call: Call): unknown[] {
  const own = items[cluster];
  const found = isRecord(own) ? own : isSingle ? items : undefined;
  if (!found) {
    throw new InputError({
      method: call.method,
      param: 'items',
      message: `${call.label('items')} has no items for the cluster ${cluster}`,
      hint: "Pass the items of each cluster: {'4039':{'321670122':10},'4007':{'321670122':5}}",
    });
  }
  return Object.entries(found).map(([sku, quantity]) => ({
    sku: exact(sku),
    quantity: quantityOf(sku, quantity, call),
  }));
}

function quantityOf(sku: string, quantity: unknown, call: Call): number {
  const number = Number(quantity);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InputError({
    method: call.method,
    param: 'items',
    message: `${call.label('items')}: the quantity of ${sku} is not a whole number above 0`,
  });
}

/** How Ozon receives the supply: the seller brings it to a point, or Ozon picks it up. */
function deliveryOf({ point, pointType, pickup }: Draft, call: Call): object {
  if (pickup) return { type: 'PICKUP', seller_warehouse_id: exact(pickup) };
  if (!point) {
    throw new InputError({
      method: call.method,
      param: 'point',
      message: `${call.label('point')} is missing: a cross-docking supply, or one for several clusters, needs a drop-off point`,
      hint: `GetShippingWarehousesList finds one. If Ozon picks up the supply, pass ${call.label('pickup')}.`,
    });
  }
  // GetShippingWarehousesList shows the types with this prefix.
  const warehouse_type = pointType.replace(/^WAREHOUSE_TYPE_/, '');
  return { type: 'DROPOFF', drop_off_warehouse: { warehouse_id: exact(point), warehouse_type } };
}
