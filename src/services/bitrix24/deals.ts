import { structure } from '../../core/definition/structure.js';
import { fields, filter, id, start } from './fields.js';
import { dealFilter } from './structures.js';
import { list, read, remove, table, write } from './wire.js';

const deal = id('Deal ID', { field: 'id', example: '394' });
const OF = 'deal: see GetDealStructure';

export const deals = table({
  /** Creates a deal. No longer developed: newer fields are only in crm.item.add. */
  createDeal: write('crm.deal.add', { fields: fields(OF, "{'TITLE':'Tea','OPPORTUNITY':100}") }),
  /** Deletes a deal. No longer developed: crm.item.delete replaces it. */
  deleteDeal: remove('crm.deal.delete', { deal }),
  /** Gets a deal. No longer developed: newer fields are only in crm.item.get. */
  getDeal: read('crm.deal.get', { deal }),
  /** Lists deals. No longer developed: newer fields are only in crm.item.list. */
  getDealsList: list('crm.deal.list', 'result', { filter: filter("{'>OPPORTUNITY':50}"), start }),
  /** Updates a deal. No longer developed: newer fields are only in crm.item.update. */
  updateDeal: write('crm.deal.update', { deal, fields: fields(OF, "{'OPENED':'Y'}") }),
  /** Gets the fields of deals with their types. No longer developed: crm.item.fields replaces it. */
  getDealStructure: read('crm.deal.fields'),
  /** Returns the filter fields of GetDealsList. */
  getDealsFilterStructure: structure('bitrix24', 'GetDealsFilterStructure', dealFilter),
});
