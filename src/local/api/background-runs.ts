import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { ResponseWriter } from './response-events.js';
import type { ResponseObject } from './response-object.js';
import { type Run, wholeResponse } from './response-run.js';
import { keepResponse, storedResponse } from './stored-responses.js';
import type { Work } from './work.js';

const UNDER_WAY = new Set(['queued', 'in_progress']);

/** The responses that are generated in the background. */
export class BackgroundRuns {
  readonly #running = new Map<string, Work>();
  readonly #local: Local;

  constructor(local: Local) {
    this.#local = local;
  }

  /** Starts one: it is stored before its ID is sent. */
  async start(run: Run): Promise<ResponseObject> {
    const { request, response, work } = run;
    const { objects } = await this.#local.store();
    keepResponse(objects, response, request.input);
    this.#running.set(response.id, work);
    void this.#finish(run);
    return response;
  }

  async #finish(run: Run): Promise<void> {
    const { request, response } = run;
    const { objects } = await this.#local.store();
    try {
      await wholeResponse(run);
    } catch (error) {
      // An aborted response was cancelled or deleted, which is stored already.
      if (run.work.signal.aborted) return;
      const writer = new ResponseWriter(response);
      writer.fail((error as Error).message);
      keepResponse(objects, writer.response, request.input);
    } finally {
      this.#running.delete(response.id);
    }
  }

  /** A response that was in progress when its server stopped will never complete. */
  asItIs(response: ResponseObject): ResponseObject {
    if (!UNDER_WAY.has(response.status) || this.#running.has(response.id)) return response;
    const writer = new ResponseWriter(response);
    writer.fail('The server that was generating this response has stopped, or is another one.');
    return writer.response;
  }

  stop(id: string): void {
    this.#running.get(id)?.stop();
    this.#running.delete(id);
  }

  /** Cancels one; completed responses do not change. */
  async cancel(id: string): Promise<ResponseObject> {
    const { objects } = await this.#local.store();
    const { response, input } = storedResponse(objects, id);
    if (response.background !== true) {
      throw badRequest("Only a response made with 'background': true can be cancelled.", 'id');
    }
    if (!UNDER_WAY.has(response.status)) return response;
    this.stop(id);
    const cancelled: ResponseObject = { ...response, status: 'cancelled' };
    keepResponse(objects, cancelled, input);
    return cancelled;
  }
}
