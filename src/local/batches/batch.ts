import { seconds } from '../seconds.js';
import type { Objects, StoredObject } from '../state/store.js';

/** Kinds of objects: a batch, a line with its result, and which process runs the batch. */
export const BATCH = 'batch';
export const LINE = 'batch_line';
export const CLAIM = 'batch_claim';

export interface BatchProblem {
  code: string;
  message: string;
  param: string | null;
  line: number | null;
}

type Moment =
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'failed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';
type Status = 'validating' | Moment;

/** A batch as the protocol represents it; times in seconds since 1970. */
export interface Batch extends StoredObject, Partial<Record<`${Moment}_at`, number>> {
  object: 'batch';
  endpoint: string;
  errors?: { object: 'list'; data: BatchProblem[] };
  input_file_id: string;
  completion_window: '24h';
  status: Status;
  output_file_id?: string | undefined;
  error_file_id?: string | undefined;
  created_at: number;
  expires_at: number;
  request_counts: { total: number; completed: number; failed: number };
  metadata: Record<string, string> | null;
}

/** The result of an input line: a line of the output file or of the error file. */
export interface AnsweredLine extends StoredObject {
  isError: boolean;
  text: string;
}

export function isDone({ status }: Batch): boolean {
  return ['completed', 'failed', 'expired', 'cancelled'].includes(status);
}

/** Updates the stored batch in a transaction: nothing can change between reading and writing it. */
export function change(objects: Objects, id: string, to: (batch: Batch) => Partial<Batch>): Batch {
  return objects.transaction(() => {
    const batch = objects.get<Batch>(BATCH, id);
    if (!batch) throw new Error(`the batch ${id} no longer exists`);
    const changed = { ...batch, ...to(batch) };
    objects.put(BATCH, changed);
    return changed;
  });
}

/** The fields for a new status, with its time. */
export function became(status: Moment): Partial<Batch> {
  return { status, [`${status}_at`]: seconds() };
}
