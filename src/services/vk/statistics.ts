import { date } from '../../core/definition/kinds/index.js';
import { inBatches } from '../../core/rest/batches.js';
import { rowsAt } from '../../core/rest/pager.js';
import { commaSeparated, unixSeconds } from '../../core/rest/values.js';
import { ownerOf } from './auth.js';
import { ids, ownId } from './fields.js';
import { custom, grouped, send, table } from './wire.js';

/** VK returns the statistics of this many posts per request. */
const MOST = 30;
const postsIn = rowsAt('response');

export const statistics = table({
  /**
   * Gets the statistics of the community by day: visitors, views, reach.
   *
   * Requires the token of a user who manages the community.
   */
  getStatistics: grouped.read('stats.get', {
    from: date('First day', {
      option: 'datefrom',
      field: 'timestamp_from',
      as: unixSeconds,
      example: '2026-01-01',
    }),
    to: date('Last day', {
      option: 'dateto',
      field: 'timestamp_to',
      as: unixSeconds,
      example: '2026-01-31',
    }),
  }),
  /**
   * Gets the statistics of posts: reach, views of links, complaints. 30 posts per request.
   *
   * Requires the token of a user who manages the community.
   *
   * @see https://dev.vk.com/method/stats.getPostReach
   */
  getPostStatistics: custom({
    effect: 'read',
    params: { posts: ids('Post IDs', { example: "['4412','4413']" }) },
    run: ({ auth, posts }, call) =>
      inBatches(call, posts, {
        ...{ most: MOST, param: 'posts', done: 'read' },
        async send(batch) {
          const post_ids = commaSeparated(batch.map(ownId));
          const fields = { owner_id: ownerOf(auth, call), post_ids };
          return postsIn(await send(call, { auth }, 'stats.getPostReach', fields));
        },
      }),
  }),
});
