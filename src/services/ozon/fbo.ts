import { flag, list as listOf, record, text, texts } from '../../core/definition/kinds/index.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { cursor, limit } from './fields.js';
import { pageBy } from './pagers.js';
import { list, read, table } from './wire.js';

export const fbo = table({
  /**
   * Gets the clusters with their warehouses.
   *
   * CreateFBODraft needs the `macrolocal_cluster_id` of a cluster since 2026-03-16.
   */
  getClustersList: read('/v1/cluster/list', {
    type: text('Type of the clusters', {
      field: 'cluster_type',
      default: 'CLUSTER_TYPE_OZON',
      values: ['CLUSTER_TYPE_OZON', 'CLUSTER_TYPE_CIS'],
    }),
  }),
  /** Finds the points where supplies can be handed over, by name. */
  getShippingWarehousesList: read('/v1/warehouse/fbo/list', {
    search: text('Name, or a part of it, at least 4 characters', { example: 'Khorugvino' }),
    type: listOf(texts, 'Type of the supply, or several', {
      field: 'filter_by_supply_type',
      default: ['CREATE_TYPE_DIRECT'],
      values: ['CREATE_TYPE_DIRECT', 'CREATE_TYPE_CROSSDOCK'],
    }),
  }),
  /**
   * Lists the FBO shipments of a period.
   *
   * Since 2026-08-31, Ozon pages by a cursor instead of an offset, returns them as `postings`, and
   * needs a filter with a period.
   */
  getFBOShipmentsList: list(
    '/v3/posting/fbo/list',
    'postings',
    {
      filter: record('Filter with a period: see GetShipmentsFilterStructure', {
        optional: true,
        example: "{'since':'2026-01-01T00:00:00Z','to':'2026-01-31T23:59:59Z'}",
        as: withStatuses,
      }),
      additions: record('Additional fields: see GetShipmentAdditionalFields', {
        option: 'with',
        field: 'with',
        optional: true,
        example: "{'analytics_data':true}",
      }),
      cursor: cursor('cursor'),
      limit: limit(100),
      transliterate: flag('Write addresses in Latin letters', {
        option: 'trlt',
        field: 'translit',
        default: false,
      }),
    },
    { pager: pageBy('cursor', 'postings') },
  ),
});

/** Today's filter has a list of statuses. */
function withStatuses({ status, ...filter }: JsonRecord): JsonRecord {
  return status === undefined || status === '' ? filter : { statuses: [status].flat(), ...filter };
}
