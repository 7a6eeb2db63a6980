import { cursor, limit } from './fields.js';
import { pageBy } from './pagers.js';
import { list, table } from './wire.js';

export const warehouses = table({
  /**
   * Lists the seller's warehouses for FBS and rFBS.
   *
   * Since 2026-04-07, Ozon returns them page by page, as `warehouses`.
   */
  getWarehousesList: list(
    '/v2/warehouse/list',
    'warehouses',
    { cursor: cursor('cursor'), limit: limit(200) },
    { pager: pageBy('cursor', 'warehouses') },
  ),
});
