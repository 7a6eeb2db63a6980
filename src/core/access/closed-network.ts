import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { cut } from '../util/cut.js';
import { isMetadata, notPublic } from './address.js';
import { matchesHost } from './host-pattern.js';
import type { Network } from './network.js';
import { NotAllowed } from './not-allowed.js';

export interface ClosedNetworkOptions {
  /** The hosts that the user has fixed, as `host:port`: always allowed. */
  granted?: readonly string[];
  /**
   * The hosts that the user has opened in addition to public addresses, in the format of NO_PROXY.
   */
  hosts?: readonly string[];
  downloads?: boolean | undefined;
  /** True if ports of this machine may be opened. */
  listens?: boolean | undefined;
  /** How the user opens a host, in the words of the face. */
  hint: string;
}

/**
 * Public addresses, and those that the user has fixed or opened: for hosts that a model chose. The
 * address is checked when the socket connects, whatever a name resolves to and wherever a server
 * redirects. The metadata services of clouds are never allowed.
 */
export class ClosedNetwork implements Network {
  readonly id: string;
  readonly downloads: boolean;
  readonly listens: boolean;
  readonly #granted: ReadonlySet<string>;
  readonly #hosts: readonly string[];
  readonly #hint: string;

  constructor({
    granted = [],
    hosts = [],
    downloads = false,
    listens = false,
    hint,
  }: ClosedNetworkOptions) {
    this.#hint = hint;
    this.#granted = new Set(granted.map((one) => one.toLowerCase()));
    this.#hosts = hosts;
    this.downloads = downloads;
    this.listens = listens;
    this.id = JSON.stringify([...this.#granted, ...hosts]);
  }

  check(host: string, port: number): void {
    const bare = bareOf(host);
    if (this.isFixed(bare, port)) return;
    // A path: the socket of a server on this machine.
    if (/[/\\]/.test(bare)) throw this.#refused(bare, 'a socket of this machine');
    if (isIP(bare)) this.#checkAddress(bare, bare, port);
  }

  lookup(host: string, port: number): LookupFunction | undefined {
    if (this.isFixed(host, port)) return undefined;
    return (name, options, callback) => {
      lookup(name, { ...options, all: true }, (error, found = []) => {
        if (error) return callback(error, '');
        try {
          for (const { address } of found) this.#checkAddress(address, name, port);
        } catch (refusal) {
          return callback(refusal as Error, '');
        }
        const [first] = found;
        return options.all ? callback(null, found) : callback(null, first!.address, first!.family);
      });
    };
  }

  isFixed(host: string, port: number): boolean {
    const names = bareOf(host).split('.');
    // `bucket.example.com` for a fixed `example.com`.
    return names.some((_, at) => this.#granted.has(`${names.slice(at).join('.')}:${port}`));
  }

  /** If any address of a name is refused, the name is refused. */
  #checkAddress(address: string, host: string, port: number): void {
    if (isMetadata(address)) throw this.#refused(host, 'the metadata service of a cloud');
    const what = notPublic(address);
    if (what === undefined) return;
    const isOpen = [host, address].some((one) => matchesHost(this.#hosts, one, String(port)));
    if (!isOpen) throw this.#refused(host, `not a public address: ${what}`);
  }

  #refused(host: string, why: string): NotAllowed {
    const shown = host.length > 120 ? `${cut(host, 120)}…` : host;
    const hint = `Only public addresses are allowed. ${this.#hint}`;
    return new NotAllowed(`connecting to ${shown} is not allowed (${why})`, hint);
  }
}

function bareOf(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}
