import type { JsonRecord } from '../../core/util/is-record.js';

/** A call as it waits in the queue, as JSON text that keeps every digit. */
export interface QueuedCall {
  service: string;
  method: string;
  /** By option, as typed: a worker fills in its variables (`@@Name`). */
  values: JsonRecord;
  /** By param, values of a row: data, in which nothing is looked up. */
  data: JsonRecord;
}

/** A failure, in words and as what it means to the other rows. */
export interface Failure {
  message: string;
  /** Its fields, for errors as JSON. */
  fields: JsonRecord;
  exitStatus: number;
  isBusy: boolean;
  isPutOff: boolean;
  isLost: boolean;
}

/** What a worker returns: the JSON text of a result, or how the call failed. */
export type Answer =
  | { result: string }
  | { failure: Failure }
  /** The worker that had the call died: it may have been carried out. */
  | { isLost: true };
