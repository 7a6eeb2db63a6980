import { createHash } from 'node:crypto';
import type { Call } from '../definition/call.js';
import { ConnectionError, InputError } from '../errors/errors.js';
import { isSignedByOne, whyInvalid } from './host-certificate.js';
import {
  type Certificate,
  certificateType,
  isCertificate,
  readCertificate,
  typeOf,
} from './keys/certificate.js';
import { findHost, type KnownHost, type KnownKey, nameOf, remember } from './known-hosts.js';
import type { SshSettings } from './settings.js';

const FINGERPRINT = /^SHA256:([A-Za-z0-9+/]{43})=?$/;

/** Verifies the server: by its known host keys and by the call option `hostKey`. */
export class HostKeyCheck {
  readonly #call: Call;
  readonly #settings: SshSettings;
  readonly #known: readonly KnownKey[];
  readonly #authorities: readonly KnownKey[];

  private constructor(call: Call, settings: SshSettings, { keys, authorities }: KnownHost) {
    this.#call = call;
    this.#settings = settings;
    this.#known = keys;
    this.#authorities = authorities;
  }

  static async prepare(call: Call, settings: SshSettings): Promise<HostKeyCheck> {
    const { hostKey } = call.options;
    const { host, port, knownHosts } = settings;
    const word = hostKey === undefined || hostKey === 'accept_new' || hostKey === 'no';
    if (!word && !FINGERPRINT.test(String(hostKey))) {
      const message = "hostKey must be a fingerprint such as 'SHA256:…', 'accept_new' or 'no'";
      throw new InputError({ method: call.method, param: 'hostKey', message });
    }
    const needsFile = hostKey === undefined || hostKey === 'accept_new';
    const { files } = call.access;
    const known = needsFile
      ? await findHost(host, port, files, knownHosts)
      : { keys: [], authorities: [] };
    return new HostKeyCheck(call, settings, known);
  }

  /** Host key algorithms in order of preference: those of known keys come first. */
  get algorithms(): string[] {
    const types = this.#known.filter(({ revoked }) => !revoked).map(({ type }) => type);
    const isKnown = (name: string) => types.includes(/^rsa-/.test(name) ? 'ssh-rsa' : name);
    const { hostKey } = this.#settings.algorithms;
    return [...hostKey.filter(isKnown), ...hostKey.filter((name) => !isKnown(name))];
  }

  /**
   * The types of certificates to ask for. The driver cannot use those of RSA keys: their name is not
   * that of the algorithm.
   */
  get certificates(): string[] {
    if (this.#authorities.length === 0) return [];
    return this.algorithms.filter((name) => !/rsa/.test(name)).map(certificateType);
  }

  /** The certificate that the server presents instead of a key. */
  certificateIn(key: Buffer): Certificate | undefined {
    try {
      return isCertificate(key) ? readCertificate(key) : undefined;
    } catch (error) {
      throw this.#invalid((error as Error).message);
    }
  }

  /** Throws if the server presents an unexpected key. */
  async check(key: Buffer, certificate: Certificate | undefined): Promise<void> {
    if (!certificate) return this.#checkKey(key);
    this.#call.debug(() => `< host certificate "${certificate.id}"`);
    const trust = {
      authorities: this.#authorities,
      revoked: this.#known.filter(({ revoked }) => revoked),
    };
    const problem = whyInvalid(certificate, this.#settings.host, trust);
    if (problem !== undefined) throw this.#invalid(problem);
    // Of an unknown authority, it counts as the key in it.
    if (!isSignedByOne(certificate, trust.authorities)) {
      await this.#checkKey(certificate.publicKey);
    }
  }

  #invalid(why: string): ConnectionError {
    return this.#refused(
      'HOST_KEY_CERTIFICATE',
      `the host certificate of ${this.#name} is not valid: ${why}`,
      'Do not trust this server before its certificate is renewed.',
    );
  }

  async #checkKey(key: Buffer): Promise<void> {
    const { hostKey } = this.#call.options;
    const type = typeOf(key);
    const fingerprint = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=$/, '')}`;
    this.#call.debug(() => `< host key ${type} ${fingerprint}`);
    if (hostKey === 'no') return;
    const shown = `${type} ${fingerprint}`;
    if (hostKey !== undefined && hostKey !== 'accept_new') {
      if (hostKey.replace(/=$/, '') !== fingerprint) throw this.#notTheOne(shown, hostKey);
      return;
    }
    const encoded = key.toString('base64');
    const same = this.#known.filter((known) => known.key === encoded);
    const revoked = same.find((known) => known.revoked);
    if (revoked) throw this.#revoked(shown, revoked);
    if (same.length > 0) return;
    const others = this.#known.filter((known) => !known.revoked);
    if (others.length > 0) throw this.#changed(shown, others);
    if (hostKey !== 'accept_new') throw this.#unknown(shown);
    await this.#remember(type, encoded);
  }

  /** If the key cannot be stored, it is verified again next time: no reason to fail now. */
  async #remember(type: string, key: string): Promise<void> {
    const { host, port, knownHosts } = this.#settings;
    const { files } = this.#call.access;
    const note = await remember(host, port, type, key, files, knownHosts).then(
      (file) => `host key added to ${file}`,
      (error: Error) => `host key could not be added: ${error.message}`,
    );
    this.#call.debug(() => `* ${note}`);
  }

  #unknown(shown: string): ConnectionError {
    const { labels } = this.#call;
    const once = labels.callOptions({ hostKey: shown.split(' ')[1]! });
    const always = labels.callOptions({ hostKey: 'accept_new' });
    const trust = once && ` To trust it for this call: ${once}; to trust it permanently: ${always}`;
    return this.#refused(
      'HOST_KEY_UNKNOWN',
      `the host key of ${this.#name} is unknown: ${shown}`,
      `Compare it with the key on the server (ssh-keygen -lf).${trust ?? ''}`,
    );
  }

  #changed(shown: string, others: readonly KnownKey[]): ConnectionError {
    const { file, line } = others[0]!;
    const of = this.#settings.knownHosts ? ` -f '${file}'` : '';
    return this.#refused(
      'HOST_KEY_CHANGED',
      `the host key of ${this.#name} has changed: ${shown} is not the key in ${file} (line ${line})`,
      `This may be a man-in-the-middle attack. Only if the key was really changed: ssh-keygen -R '${this.#name}'${of}`,
    );
  }

  #revoked(shown: string, { file, line }: KnownKey): ConnectionError {
    return this.#refused(
      'HOST_KEY_REVOKED',
      `the host key of ${this.#name} is revoked in ${file} (line ${line}): ${shown}`,
      'Do not trust a server with this key.',
    );
  }

  #notTheOne(shown: string, wanted: string): ConnectionError {
    return this.#refused(
      'HOST_KEY_CHANGED',
      `the host key of ${this.#name} is ${shown}, not ${wanted}`,
      'This may be a man-in-the-middle attack, or the fingerprint is of a key of another type.',
    );
  }

  #refused(reason: string, message: string, hint: string): ConnectionError {
    const { method } = this.#call;
    return new ConnectionError({ method, message, hint, reason, sent: false, retryable: false });
  }

  get #name(): string {
    return nameOf(this.#settings.host, this.#settings.port);
  }
}
