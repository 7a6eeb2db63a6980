import { grouped, table } from './wire.js';

export const orders = table({
  /** Lists the orders of the community. */
  getOrderList: grouped.list(
    'market.getGroupOrders',
    'response.items',
    {},
    { fixed: { count: 50 } },
  ),
});
