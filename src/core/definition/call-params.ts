import { isRecord } from '../util/is-record.js';
import { type CallOptions, callDefaults, type ProxySettings } from './call-options.js';
import { duration, flag, number, text } from './kinds/index.js';
import { inputError } from './kinds/refuse.js';
import type { Kind, Param } from './param.js';

const proxyKind: Kind<string | false | ProxySettings, string | false | ProxySettings> = {
  name: 'record',
  takes: 'a URL as http://user:password@host:3128, false, or {Host, Port, User, Password}',
  schema: {},
  parse(value, context) {
    const known = readProxy(value);
    if (known !== undefined) return known;
    throw inputError(context, ` takes ${proxyKind.takes}`);
  },
};

/** A proxy from any of its forms. The reference's structure has capital letters: any case will do. */
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

type Shown = Exclude<keyof CallOptions, 'signal' | 'onProgress' | 'debug' | 'saveTo'>;

/** The call options that can be typed, as params: `--config` reads and lists them by this table. */
export const callParams: Readonly<Record<Shown, Param>> = {
  timeout: duration('Deadline of the whole call', { default: callDefaults.timeout }),
  connectTimeout: duration('Deadline for connecting', { default: callDefaults.connectTimeout }),
  firstByteTimeout: duration('Deadline for the first byte of the answer', {
    default: callDefaults.firstByteTimeout,
  }),
  idleTimeout: duration('Longest silence in the middle', { default: callDefaults.idleTimeout }),
  retries: number('How often a failed request is repeated, where that is safe', {
    default: callDefaults.retries,
  }),
  retryWrites: flag('Repeat even a write that may have happened', { default: false }),
  proxy: {
    ...text('http://user:password@host:port, or false to ignore HTTP_PROXY', { optional: true }),
    kind: proxyKind,
  },
  baseUrl: text('Another address for a service that has one of its own', { optional: true }),
  ca: text('Certificate authority to trust: path of a PEM file', { optional: true }),
  cert: text('Client certificate: path of a PEM file', { optional: true }),
  key: text('Key of the client certificate: path of a PEM file', { optional: true }),
  insecure: flag('Trust any certificate: for test servers only', { default: false }),
  hostKey: text('Host key of an SSH server: SHA256:…, accept_new, or no for no check', {
    optional: true,
  }),
  fullResponse: flag('Result with code, headers and body', { default: false }),
};

/** The reference's own names. */
const aliases: ReadonlyMap<string, Shown> = new Map([['adv_response', 'fullResponse']]);

/** The call option a typed name means: `idleTimeout`, `idle_timeout` or the reference's name. */
export function callOptionName(typed: string): Shown | undefined {
  const plain = (name: string) => name.replaceAll('_', '').toLowerCase();
  const names = Object.keys(callParams) as Shown[];
  return aliases.get(typed.toLowerCase()) ?? names.find((name) => plain(name) === plain(typed));
}
