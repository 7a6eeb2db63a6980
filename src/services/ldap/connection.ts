import type { SearchResponse } from 'ldapts';
import { connect } from '../../core/connection/connect.js';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import { encrypt, encryptionFor, tlsFailure } from '../../core/connection/encrypt.js';
import { Link } from '../../core/connection/link.js';
import { lostConnection } from '../../core/connection/lost.js';
import { opening } from '../../core/connection/opening.js';
import type { Task } from '../../core/connection/task.js';
import type { Call } from '../../core/definition/call.js';
import { ConnectionError, OintError } from '../../core/errors/errors.js';
import { type Answer, loadDriver, type Message, type MessageResponse, Wire } from './driver.js';
import { failureOf, notLdap, refusal } from './errors.js';
import { type Filter, writeFilter } from './filter.js';
import { NotLdap } from './frames.js';
import { type LdapSettings, serverName, type Target } from './settings.js';
import type { LdapEntry } from './types.js';
import { fromServer } from './values.js';

const HINT = 'Check the port and the encryption: ldaps:// usually has port 636, and ldap:// 389.';

/** What a search asks for. */
export interface Search {
  base: string;
  scope: 'base' | 'one' | 'sub';
  filter: Filter;
  attributes: readonly string[];
}

/** A page of a search. */
export interface Page {
  entries: LdapEntry[];
  referrals: string[];
}

/** The number of entries in a page: most servers send no more than 1000. */
const PAGE = 500;

/** An open connection to a directory. */
export class LdapConnection implements Connection {
  readonly #link: Link;
  readonly #wire: Wire;
  readonly #target: Target;

  private constructor(link: Link, wire: Wire, target: Target) {
    this.#link = link;
    this.#wire = wire;
    this.#target = target;
  }

  /** Connects, encrypts and logs in, all within `connectTimeout`. @internal */
  static async open(call: Call, target: Target, log?: ConnectionLog): Promise<LdapConnection> {
    const { settings } = target;
    const address = serverName(settings);
    log?.add(`Connecting to ${settings.scheme}://${address}`);
    call.debug(() => `> ${settings.scheme}://${address}`);
    return opening(call, log, async (task) => {
      const connection = await LdapConnection.#connect(task, target, address, log);
      log?.add(settings.bindDn === '' ? 'Connected' : `Connected as ${settings.bindDn}`);
      call.debug(() => '< connected');
      return connection;
    });
  }

  static async #connect(
    task: Task,
    target: Target,
    address: string,
    log: ConnectionLog | undefined,
  ): Promise<LdapConnection> {
    const { call } = task;
    const { settings, tls } = target;
    const { Client } = await loadDriver();
    const options = await encryptionFor(call, settings.host, tls);
    let socket = await connect(task, { to: settings, what: 'LDAP' });
    if (settings.scheme === 'ldaps') {
      socket = await encrypt(task, socket, { options, address, what: 'LDAPS', hint: HINT });
    }
    // It may fail at any time, and the driver removes listeners that it did not add.
    socket.on('error', () => {});
    const client = new Client({ url: `ldap://${settings.port}`, createConnection: () => socket });
    let link: Link | undefined;
    let broken: ((call: Call) => OintError) | undefined;
    const wire = new Wire(client, {
      onData: () => link?.touch(),
      onNotice: (words) => end((of) => ended(of, address, words)),
      onError: (error) =>
        end((of) =>
          error instanceof NotLdap
            ? notLdap(of, address, error)
            : (failureOf(of, error, 'reading', address) as OintError),
        ),
    });
    const end = (make: (call: Call) => OintError) => {
      broken = make;
      if (link) link.drop(make);
      else task.fail(make(call));
    };
    try {
      if (settings.scheme === 'ldap' && tls?.use_tls) {
        await startTls(task, wire, { options, address });
      }
      await bind(task, wire, settings, address);
    } catch (error) {
      wire.socket?.destroy();
      socket.destroy();
      throw broken ? broken(call) : error;
    }
    link = new Link(wire.socket, { address, log });
    return new LdapConnection(link, wire, target);
  }

  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  /** @internal */
  get log(): ConnectionLog | undefined {
    return this.#link.log;
  }

  /** @internal */
  get target(): Target {
    return this.#target;
  }

  /** Sends a request that changes or compares. Any other code than these is an error. @internal */
  async send<R extends MessageResponse>(
    call: Call,
    what: string,
    make: (messageId: number) => Message,
    good: readonly number[] = [0],
  ): Promise<R> {
    const { response } = await this.#request<R>(call, what, make, good);
    return response;
  }

  /** The pages of a search. @internal */
  async *search(call: Call, search: Search): AsyncGenerator<Page> {
    const { SearchRequest, PagedResultsControl } = await loadDriver();
    const what = `search in ${search.base === '' ? 'the root' : search.base}`;
    let cookie: Buffer | undefined;
    do {
      const paging = new PagedResultsControl({ value: { size: PAGE, ...(cookie && { cookie }) } });
      const make = (messageId: number) =>
        new SearchRequest({
          messageId,
          baseDN: search.base,
          scope: search.scope,
          filter: { write: (writer: never) => writeFilter(writer, search.filter) } as never,
          attributes: [...search.attributes],
          // The limits are those of the call.
          timeLimit: 0,
          // One entry needs no pages, and the root entry of some servers refuses them.
          controls: search.scope === 'base' ? [] : [paging],
        });
      const found = await this.#request<SearchResponse>(call, what, make, [0, ...LIMITS]);
      const page = { entries: found.entries.map(entryOf), referrals: found.referrals };
      yield page;
      if (found.response.status !== 0) throw refusal(call, found.response, what);
      const next = found.response.controls?.find((one) => one instanceof PagedResultsControl);
      cookie = (next as InstanceType<typeof PagedResultsControl> | undefined)?.value?.cookie;
    } while (cookie && cookie.length > 0);
  }

  async #request<R extends MessageResponse>(
    call: Call,
    what: string,
    make: (messageId: number) => Message,
    good: readonly number[],
  ): Promise<Answer<R>> {
    const { settings } = this.#target;
    call.redactor.add(settings.password);
    return this.#link.use(call, async (task) => {
      const shown = call.redactor.text(what);
      this.log?.add(shown);
      call.debug(() => `> ldap ${shown}`);
      task.enter('idleTimeout', call.options.idleTimeout ?? settings.timeout);
      const answer = await task.promise(this.#wire.request<R>(make)).catch((error) => {
        if (error instanceof OintError) throw error;
        if (!this.#wire.isOpen) {
          // The driver noticed it before the link did.
          this.#link.drop();
          throw lostConnection(call, this.#link.address, undefined);
        }
        throw failureOf(call, error, what, this.#link.address);
      });
      const { response, referrals, entries } = answer;
      call.debug(() => `< code ${response.status}, ${entries.length} entries`);
      if (good.includes(response.status)) return answer;
      throw refusal(call, response, what, referrals);
    });
  }

  close(): Promise<void> {
    // The socket is closed next: the response is not needed.
    return this.#link.close(() => void this.#wire.client.unbind().catch(() => {}));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function isConnection(value: unknown): value is LdapConnection {
  return value instanceof LdapConnection;
}

/** Codes of a search that ended early, with entries: a limit of time or of size. */
const LIMITS = [3, 4, 11];

function entryOf({ name, attributes }: Answer<MessageResponse>['entries'][number]): LdapEntry {
  // Names come from the server: one such as __proto__ is only a name.
  const found = Object.fromEntries(
    attributes.map(({ type, parsedBuffers }) => [
      type,
      parsedBuffers.map((bytes) => fromServer(type, bytes)),
    ]),
  );
  return { dn: name, attributes: found };
}

interface Starting {
  options: NonNullable<Parameters<Wire['client']['startTLS']>[0]>;
  address: string;
}

async function startTls(task: Task, wire: Wire, { options, address }: Starting): Promise<void> {
  try {
    await task.promise(wire.client.startTLS({ ...options }));
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw failureOf(task.call, error, 'StartTLS', address);
    throw tlsFailure(task.call, error as Error, { address, what: 'LDAP', hint: HINT });
  }
}

/** Logs in; without a name as an anonymous user, which shows whether the server speaks LDAP. */
async function bind(
  task: Task,
  wire: Wire,
  { bindDn, password }: LdapSettings,
  address: string,
): Promise<void> {
  const who = bindDn === '' ? 'an anonymous user' : bindDn;
  await task.promise(wire.client.bind(bindDn, password)).catch((error) => {
    throw failureOf(task.call, error, `login as ${who}`, address);
  });
}

function ended({ method, redactor }: Call, address: string, words: string): ConnectionError {
  return new ConnectionError({
    method,
    reason: 'CLOSED',
    sent: true,
    retryable: true,
    message: redactor.text(`${address} ended the connection${words === '' ? '' : `: ${words}`}`),
  });
}
