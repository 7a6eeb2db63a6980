import { textOrNumber } from '../../core/definition/kinds/index.js';

/** Params of several rows. */
export const business = textOrNumber('Cabinet (business) ID', { example: '3675591' });
export const campaign = textOrNumber('Store (campaign) ID', { example: '21621656' });
