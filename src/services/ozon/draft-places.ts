import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { rowsAt } from '../../core/rest/pager.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

interface Place {
  supply: unknown;
  macrolocal_cluster_id: unknown;
  storage_warehouse_id: unknown;
}

/** The clusters of a draft's warehouses, and the type of the supply. */
export function placesOf(info: JsonRecord, warehouses: readonly string[], call: Call): object {
  const places = allPlaces(info);
  const chosen = warehouses.map((warehouse) => {
    const found = places.find((place) => String(place.storage_warehouse_id) === warehouse);
    if (found) return found;
    const known = places.map((place) => String(place.storage_warehouse_id)).slice(0, MOST_SHOWN);
    const message = `${call.label('warehouses')}: the draft has no warehouse ${warehouse}`;
    throw new InputError({
      method: call.method,
      param: 'warehouses',
      message: call.redactor.text(message),
      hint: call.redactor.text(
        known.length > 0
          ? `It has ${known.join(', ')}.`
          : `It has none: its status is ${JSON.stringify(info.status)}. See GetFBODraft.`,
      ),
    });
  });
  return {
    supply_type: chosen[0]?.supply,
    selected_cluster_warehouses: chosen.map(({ supply: _, ...place }) => place),
  };
}

const MOST_SHOWN = 20;
const clustersIn = rowsAt('clusters');
const warehousesIn = rowsAt('warehouses');

function allPlaces(info: JsonRecord): Place[] {
  return clustersIn(info).flatMap((cluster) =>
    warehousesIn(cluster).map(({ storage_warehouse: storage }) => ({
      supply: cluster.supply_type,
      macrolocal_cluster_id: cluster.macrolocal_cluster_id,
      storage_warehouse_id: isRecord(storage) ? storage.warehouse_id : undefined,
    })),
  );
}
