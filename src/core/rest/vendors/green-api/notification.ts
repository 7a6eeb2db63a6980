import type { JsonRecord } from '../../../util/is-record.js';

/** What happened to an account, until it is deleted from the queue. */
export interface Notification extends JsonRecord {
  receiptId: number;
  body: JsonRecord;
}
