import { isRecord } from '../util/is-record.js';
import { type CallOptions, callDefaults, type ProxySettings } from './call-options.js';
import { duration, flag, number, text } from './kinds/index.js';
import { inputError } from './kinds/refuse.js';
import type { Kind, Param } from './param.js';

const proxyKind: Kind<string | false | ProxySettings, string | false | ProxySettings> = {
  name: 'record',
  takes: 'a URL such as http://user:password@host:3128, false, or {Host, Port, User, Password}',
  schema: {},
  parse(value, context) {
    const known = readProxy(value);
    if (known !== undefined) return known;
    throw inputError(context, ` must be ${proxyKind.takes}`);
  },
};

/**
 * Reads a proxy in any of its forms. Field names may be in any case: the reference capitalizes
 * them.
 */
function readProxy(value: unknown): string | false | ProxySettings | undefined {
  if (value === false || value === '' || value === 'false') return false;
  if (typeof value === 'string') {
    const full = value.includes('://') ? value : `http://${value}`;
    return /^https?:/i.test(full) && URL.canParse(full) ? value : undefined;
  }
  if (!isRecord(value)) return undefined;
  const lower = Object.fromEntries(Object.entries(value).map(([k, v]) => [k.toLowerCase(), v]));
  const { protocol, host, port, user, password } = lower as Record<string, string | undefined>;
  return typeof host === 'string' ? { protocol, host, port, user, password } : undefined;
}

/** A call option that can be given as text. */
export type CallOption = Exclude<
  keyof CallOptions,
  'signal' | 'onProgress' | 'onRetry' | 'onNotice' | 'debug' | 'saveTo'
>;

/** The call options that can be given as text, as params. `--config` reads and lists them. */
export const callParams: Readonly<Record<CallOption, Param>> = {
  timeout: duration('Deadline of the whole call', { default: callDefaults.timeout }),
  connectTimeout: duration('Deadline for connecting', { default: callDefaults.connectTimeout }),
  firstByteTimeout: duration('Deadline for the first byte of the response', {
    default: callDefaults.firstByteTimeout,
  }),
  idleTimeout: duration('Longest pause in a response or upload', {
    default: callDefaults.idleTimeout,
  }),
  maxFilesize: number('Largest response in bytes, after decompression', { optional: true }),
  retries: number('How often a failed request is retried, if that is safe', {
    default: callDefaults.retries,
  }),
  retryWrites: flag('Retry even a write that may have succeeded', { default: false }),
  proxy: {
    ...text('http://user:password@host:port, or false to ignore HTTP_PROXY', { optional: true }),
    kind: proxyKind,
  },
  baseUrl: text('Address to use instead of the service’s own', { optional: true }),
  ca: text('Certificate authority to trust: path of a PEM file', { optional: true }),
  cert: text('Client certificate: path of a PEM file', { optional: true }),
  key: text('Private key of the client certificate: path of a PEM file', { optional: true }),
  insecure: flag('Trust any certificate: for test servers only', { default: false }),
  hostKey: text('Host key of an SSH server: SHA256:…, accept_new, or no to skip the check', {
    optional: true,
  }),
  fullResponse: flag('Result with status, headers and body', { default: false }),
};

/** The call options of an HTTP service that does not list its own. */
export const httpCallOptions: readonly CallOption[] = [
  'timeout',
  'connectTimeout',
  'firstByteTimeout',
  'idleTimeout',
  'maxFilesize',
  'retries',
  'retryWrites',
  'proxy',
  'ca',
  'cert',
  'key',
  'insecure',
  'fullResponse',
];

/** Names in the reference. */
const aliases: ReadonlyMap<string, CallOption> = new Map([['adv_response', 'fullResponse']]);

/** The call option with a typed name: `idleTimeout`, `idle_timeout` or the reference's name. */
export function callOptionName(typed: string): CallOption | undefined {
  const plain = (name: string) => name.replaceAll('_', '').toLowerCase();
  const names = Object.keys(callParams) as CallOption[];
  return aliases.get(typed.toLowerCase()) ?? names.find((name) => plain(name) === plain(typed));
}
