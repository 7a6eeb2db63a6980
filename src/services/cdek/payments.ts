import { day } from './fields.js';
import { read, table } from './wire.js';

export const payments = table({
  /** Gets the receipts of a day: what recipients paid. */
  getCashboxChecksByDate: read('GET /check', { day }),
  /** Gets the registries of cash on delivery that CDEK paid out on a day. */
  getDeliveryCashRegistry: read('GET /registries', { day }),
  /** Gets the orders whose cash on delivery CDEK transferred on a day. */
  getDeliveryCashTransfers: read('GET /payment', { day }),
});
