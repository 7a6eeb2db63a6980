import { number } from '../../core/definition/kinds/index.js';
import { cursor, limit } from './fields.js';
import { exact } from './ids.js';
import { pageBy } from './pagers.js';
import { list, read, table } from './wire.js';

const start = cursor('last_id');
const page = {
  promotion: number('Promotion ID', { option: 'actionid', field: 'action_id', example: '63337' }),
  cursor: { ...start, example: '324', wire: { ...start.wire, as: exact } },
  limit: limit(1000),
};
const pager = { pager: pageBy('last_id', 'result.products') };

export const promotions = table({
  /** Gets the promotions that the seller can take part in. */
  getPromotionsList: read('GET /v1/actions'),
  /**
   * Lists the products that can take part in a promotion.
   *
   * Since 2025-05-05, Ozon pages by `last_id` instead of an offset.
   */
  getAvailablePromoProducts: list('/v1/actions/candidates', 'result.products', page, pager),
  /**
   * Lists the products that take part in a promotion.
   *
   * Since 2025-05-05, Ozon pages by `last_id` instead of an offset.
   */
  getCurrentPromoProducts: list('/v1/actions/products', 'result.products', page, pager),
});
