import { structure } from '../../core/definition/structure.js';
import { fields, filter, id, start } from './fields.js';
import { leadFilter } from './structures.js';
import { list, read, remove, table, write } from './wire.js';

const lead = id('Lead ID', { field: 'id', example: '3465' });
const OF = 'lead: see GetLeadStructure';

export const leads = table({
  /** Creates a lead. No longer developed: newer fields are only in crm.item.add. */
  createLead: write('crm.lead.add', { fields: fields(OF, "{'TITLE':'Tea','OPPORTUNITY':100}") }),
  /** Deletes a lead. No longer developed: crm.item.delete replaces it. */
  deleteLead: remove('crm.lead.delete', { lead }),
  /** Gets a lead. No longer developed: newer fields are only in crm.item.get. */
  getLead: read('crm.lead.get', { lead }),
  /** Lists leads. No longer developed: newer fields are only in crm.item.list. */
  getLeadsList: list('crm.lead.list', 'result', { filter: filter("{'>OPPORTUNITY':50}"), start }),
  /** Updates a lead. No longer developed: newer fields are only in crm.item.update. */
  updateLead: write('crm.lead.update', { lead, fields: fields(OF, "{'OPENED':'Y'}") }),
  /** Gets the fields of leads with their types. No longer developed: crm.item.fields replaces it. */
  getLeadStructure: read('crm.lead.fields'),
  /** Returns the filter fields of GetLeadsList. */
  getLeadFilterStructure: structure('bitrix24', 'GetLeadFilterStructure', leadFilter),
});
