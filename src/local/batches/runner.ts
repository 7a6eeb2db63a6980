import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { seconds } from '../seconds.js';
import { requestId } from '../served.js';
import type { Objects, Store } from '../state/store.js';
import { type AnsweredLine, BATCH, type Batch, became, change, isDone, LINE } from './batch.js';
import { Claim } from './claim.js';
import { type BatchRequest, checkInput, linesOf, parseLine } from './input.js';

/** Answers the lines: the application itself. */
export interface Answering {
  fetch(request: Request): Response | Promise<Response>;
}

const ALL = 1_000_000;

/**
 * Runs batches, line by line, each batch on its own. The result of a line is stored before the next
 * one starts: after a crash, a batch resumes where it was.
 */
export class BatchRunner {
  readonly #app: Answering;
  readonly #running = new Set<string>();
  readonly #resumed = new WeakSet<Objects>();

  constructor(app: Answering) {
    this.#app = app;
  }

  /** Runs a batch in the background, unless it is finished or already running. */
  start(store: Store, id: string): void {
    if (this.#running.has(id)) return;
    const claim = Claim.take(store.objects, id);
    if (!claim) return;
    this.#running.add(id);
    this.#run(store, id)
      .catch((error: Error) => fail(store, id, error))
      .finally(() => {
        this.#running.delete(id);
        claim.release();
      });
  }

  /** Resumes the batches of an earlier process, once. */
  resume(store: Store): void {
    if (this.#resumed.has(store.objects)) return;
    this.#resumed.add(store.objects);
    const { data } = store.objects.list<Batch>(BATCH, { limit: ALL, order: 'asc' });
    for (const batch of data) if (!isDone(batch)) this.start(store, batch.id);
  }

  async #run(store: Store, id: string): Promise<void> {
    const batch = store.objects.get<Batch>(BATCH, id);
    if (!batch || isDone(batch)) return;
    const file = await store.files.open(batch.input_file_id);
    if (!file) throw new Error(`the input file ${batch.input_file_id} no longer exists`);
    try {
      if (batch.status === 'validating' && !(await isValid(store.objects, batch, file))) return;
      await this.#answerLines(store.objects, id, file);
    } finally {
      await file.close();
    }
    await finish(store, id);
  }

  async #answerLines(objects: Objects, id: string, file: FileHandle): Promise<void> {
    let number = 0;
    for await (const { text } of linesOf(file)) {
      await setImmediate();
      const batch = objects.get<Batch>(BATCH, id);
      if (batch?.status !== 'in_progress') return;
      number++;
      const { completed, failed } = batch.request_counts;
      // Answered before a restart.
      if (number <= completed + failed) continue;
      const request = parseLine(text);
      const answer = batch.expires_at <= seconds() ? expired(request) : await this.#answer(request);
      keep(objects, id, number, answer);
    }
  }

  async #answer({ custom_id, url, body }: BatchRequest): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.#app.fetch(
      new Request(`http://local${url}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
    const response = {
      status_code: answer.status,
      // Over HTTP, the server sets the IDs of its own requests only.
      request_id: answer.headers.get('x-request-id') ?? requestId(),
      body: await answer.json(),
    };
    return { isError: !answer.ok, line: { custom_id, response, error: null } };
  }
}

interface Answer {
  isError: boolean;
  line: object;
}

function expired({ custom_id }: BatchRequest): Answer {
  const error = {
    code: 'batch_expired',
    message: 'The batch expired before this request was run.',
  };
  return { isError: true, line: { custom_id, response: null, error } };
}

/** Stores and counts a line's result, in one transaction. */
function keep(objects: Objects, id: string, number: number, { isError, line }: Answer): void {
  const text = JSON.stringify({ id: `batch_req_${randomBytes(12).toString('hex')}`, ...line });
  const answered: AnsweredLine = { id: lineId(id, number), isError, text };
  objects.transaction(() => {
    objects.put(LINE, answered, id);
    change(objects, id, ({ request_counts: { total, completed, failed } }) => {
      // Another process ran the same line at the same time and was faster.
      if (completed + failed + 1 !== number) return {};
      const counts = isError
        ? { completed, failed: failed + 1 }
        : { completed: completed + 1, failed };
      return { request_counts: { total, ...counts } };
    });
  });
}

function lineId(batch: string, number: number): string {
  return `${batch}:${number}`;
}

/** Validates the input; if it is not valid, the batch fails before anything is run. */
async function isValid(objects: Objects, { id, endpoint }: Batch, file: FileHandle) {
  const { total, problems } = await checkInput(file, endpoint);
  const { status } = change(objects, id, (batch) => {
    if (batch.status !== 'validating') return {};
    if (problems.length > 0)
      return { ...became('failed'), errors: { object: 'list', data: problems } };
    return { ...became('in_progress'), request_counts: { total, completed: 0, failed: 0 } };
  });
  return status !== 'failed';
}

/** Writes the results to files. */
async function finish({ files, objects }: Store, id: string): Promise<void> {
  const batch = change(objects, id, ({ status }) =>
    status === 'in_progress' ? became('finalizing') : {},
  );
  if (isDone(batch)) return;
  const write = async (kind: 'output' | 'error') => {
    const lines = answersOf(objects, id, kind === 'error');
    const draft = await files.receive(lines);
    const about = { filename: `${id}_${kind}.jsonl`, purpose: 'batch_output' };
    return (await draft.keep({ ...about, type: 'application/jsonl' })).id;
  };
  const { completed, failed } = objects.get<Batch>(BATCH, id)!.request_counts;
  const written: Partial<Batch> = {
    ...(completed > 0 && { output_file_id: await write('output') }),
    ...(failed > 0 && { error_file_id: await write('error') }),
  };
  let isOurs = true;
  change(objects, id, (now) => {
    isOurs = !isDone(now);
    return isOurs ? { ...written, ...became(ending(batch)) } : {};
  });
  if (!isOurs) {
    // Another runner was faster, and may have removed the results while they were read here.
    for (const file of [written.output_file_id, written.error_file_id]) {
      if (file !== undefined) await files.remove(file);
    }
    return;
  }
  for (let number = 1; number <= completed + failed; number++) {
    objects.remove(LINE, lineId(id, number));
  }
}

function ending({ status, expires_at }: Batch) {
  if (status === 'cancelling') return 'cancelled';
  return expires_at <= seconds() ? 'expired' : 'completed';
}

async function* answersOf(objects: Objects, id: string, errors: boolean): AsyncGenerator<Buffer> {
  const { completed, failed } = objects.get<Batch>(BATCH, id)!.request_counts;
  for (let number = 1; number <= completed + failed; number++) {
    const line = objects.get<AnsweredLine>(LINE, lineId(id, number));
    if (line?.isError === errors) yield Buffer.from(`${line.text}\n`);
  }
}

/** Marks a batch that cannot continue as failed. */
function fail({ objects }: Store, id: string, { message }: Error): void {
  const data = [{ code: 'server_error', message, param: null, line: null }];
  try {
    change(objects, id, () => ({ ...became('failed'), errors: { object: 'list', data } }));
  } catch {
    // The store is closed: the next process that opens it resumes the batch.
  }
}
