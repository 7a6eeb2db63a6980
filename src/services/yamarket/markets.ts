import { business, campaign } from './fields.js';
import { read, table } from './wire.js';

export const markets = table({
  /** Gets a store by its ID. */
  getMarket: read('GET /campaigns/{campaign}', { campaign }),
  /** Gets the settings of a cabinet. */
  getBusinessSettings: read('POST /businesses/{business}/settings', { business }),
  /** Gets the settings of a store. */
  getCampaignSettings: read('GET /campaigns/{campaign}/settings', { campaign }),
});
