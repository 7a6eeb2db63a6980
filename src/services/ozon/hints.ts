import { hintTable } from '../../core/rest/hints.js';

const KEY =
  'Check the client ID and the API key: a key expires six months after it was created, and has only the roles that were selected for it.';

/** By the reason of a refused draft. */
const hintForCode = hintTable({
  UNKNOWN_CLUSTER_IDS: 'Use macrolocal_cluster_id of GetClustersList as the cluster ID.',
  DROP_OFF_POINT_DOES_NOT_EXIST: 'GetShippingWarehousesList has the IDs of drop-off points.',
  DUPLICATE_SKUS_IN_REQUEST: 'Name each SKU only once.',
  CAN_NOT_START_CALCULATION: 'Try again later: at most 2 drafts per minute are calculated.',
});

/** What to do about an error, by its message: codes of gRPC explain less. */
export function hintFor(words: string): string | undefined {
  const known = hintForCode(words);
  if (known) return known;
  return /api-?key|client-?id/i.test(words) ? KEY : undefined;
}
