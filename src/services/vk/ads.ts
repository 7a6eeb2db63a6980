import { number, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { ownerOf } from './auth.js';
import { id, ownId } from './fields.js';
import { custom, read, send, table } from './wire.js';

const account = textOrNumber('ID of the old advertising account', {
  option: 'cabinet',
  example: '1607951446',
});

/** A post is advertised in the feed, and VK bids for its impressions. */
const PROMOTED_POST = { ad_format: 9, autobidding: 1, cost_type: 3, goal_type: 2 };

export const ads = table({
  /**
   * Creates a campaign in the old advertising account, which VK Ads has replaced.
   *
   * No method of VK's API creates campaigns of VK Ads (ads.vk.com), which has its own API.
   *
   * @throws {HttpError} The old account is closed, or does not belong to the user.
   * @see https://dev.vk.com/method/ads.createCampaigns
   */
  createAdvertisingCampaign: custom({
    effect: 'write',
    params: { account, title: text('Name', { example: 'Tea' }) },
    run: ({ auth, account, title }, call) =>
      send(call, { auth }, 'ads.createCampaigns', {
        account_id: account,
        data: [{ type: 'promoted_posts', name: title, day_limit: 0, all_limit: 0, status: 1 }],
      }),
  }),
  /**
   * Creates an ad for a post in the old advertising account, which VK Ads has replaced.
   *
   * No method of VK's API creates ads of VK Ads (ads.vk.com), which has its own API.
   *
   * @throws {HttpError} The old account is closed, or does not belong to the user.
   * @see https://dev.vk.com/method/ads.createAds
   */
  createAd: custom({
    effect: 'write',
    params: {
      campaign: textOrNumber('Campaign ID', { example: '1029408923' }),
      limit: number('Limit of costs per day, in rubles', { example: '150' }),
      category: textOrNumber('Category ID: see GetAdvertisingCategoryList', { example: '126' }),
      post: id('Post ID', { example: '4412' }),
      account,
    },
    run: ({ auth, campaign, limit, category, post, account }, call) =>
      send(call, { auth }, 'ads.createAds', {
        account_id: account,
        data: [
          {
            ...PROMOTED_POST,
            campaign_id: campaign,
            category1_id: category,
            day_limit: limit,
            link_url: `https://vk.com/wall${ownerOf(auth, call)}_${ownId(post)}`,
            name: `Post ${ownId(post)}`,
            status: 1,
          },
        ],
      }),
  }),
  /**
   * Pauses an ad in the old advertising account, which VK Ads has replaced.
   *
   * No method of VK's API pauses ads of VK Ads (ads.vk.com), which has its own API.
   *
   * @throws {HttpError} The old account is closed, or does not belong to the user.
   * @see https://dev.vk.com/method/ads.updateAds
   */
  pauseAdvertising: custom({
    effect: 'write',
    params: { account, ad: textOrNumber('Ad ID', { option: 'adv', example: '97824651' }) },
    run: ({ auth, account, ad }, call) =>
      send(call, { auth }, 'ads.updateAds', {
        account_id: account,
        data: [{ ad_id: ad, status: 0 }],
      }),
  }),
  /**
   * Gets the categories of ads of the old advertising account, which VK Ads has replaced.
   *
   * @throws {HttpError} The old account is closed.
   */
  getAdvertisingCategoryList: read('ads.getCategories'),
});
