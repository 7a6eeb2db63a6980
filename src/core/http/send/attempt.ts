import type { Call } from '../../definition/call.js';
import { OintError } from '../../errors/errors.js';
import type { Answer, HttpRequest } from '../message.js';
import { Watch } from '../watch.js';
import { connectionError } from './failures.js';

/** What a transport knows about a response. */
type Arrived = Pick<Answer, 'status' | 'headers' | 'setCookies' | 'rawHeaders' | 'body'>;

/**
 * One request on its way, until the headers of its response arrive or it fails: its deadlines, the
 * caller's signal and its errors, whatever sends it.
 */
export abstract class Attempt {
  protected readonly request: HttpRequest;
  protected readonly call: Call;
  protected readonly watch: Watch;
  /** The address of the proxy, if the connection goes to it and not to the server. */
  protected readonly proxy: string | undefined;
  /** False until the connection is established: nothing can have been sent yet. */
  protected connected = false;
  protected answered = false;
  /** Why this side ended it. */
  protected stopped: Error | undefined;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    request: HttpRequest,
    call: Call,
    resolve: (answer: Answer) => void,
    reject: (error: Error) => void,
    proxy?: string,
  ) {
    this.request = request;
    this.call = call;
    this.proxy = proxy;
    this.#resolve = resolve;
    this.#reject = reject;
    this.watch = new Watch(call, (error) => this.stop(error));
  }

  /** From now on the deadlines and the signal count. */
  protected started(): void {
    this.call.options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.watch.enter('connectTimeout');
  }

  /** Ends the connection because of an error, in any phase. */
  protected abstract cancel(error: Error): void;

  /** Ends a connection that is half read or half written: it cannot be reused. */
  protected abstract letGo(): void;

  protected answer({ status, headers, setCookies, rawHeaders, body }: Arrived): void {
    this.answered = true;
    this.watch.enter('idleTimeout');
    this.#resolve({
      status,
      headers,
      setCookies,
      rawHeaders,
      body,
      watch: this.watch,
      release: () => {
        this.#release();
        this.letGo();
      },
      reason: () => (this.stopped instanceof OintError ? this.stopped : undefined),
    });
  }

  protected failed(error: Error): void {
    this.#release();
    const { call, request, proxy, connected } = this;
    this.#reject(this.stopped ?? connectionError(call, request, error, { proxy, connected }));
  }

  protected stop(error: Error): void {
    this.stopped ??= error;
    // Without a connection, the request itself would not report its end.
    this.failed(this.stopped);
    this.cancel(this.stopped);
  }

  readonly #onAbort = () => this.stop(this.call.aborted());

  #release(): void {
    this.watch.stop();
    this.call.options.signal?.removeEventListener('abort', this.#onAbort);
  }
}
