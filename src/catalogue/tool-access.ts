import { homedir } from 'node:os';
import { ClosedAccess } from '../core/access/closed.js';
import type { Roots } from '../core/access/roots.js';
import type { Definition } from '../core/definition/method.js';

/** What the user has opened to the models of a face. */
export interface ToolLimits {
  roots: Roots;
  /** Why nothing on disk may be changed; `undefined` if it may. */
  readOnly?: string | undefined;
  /** Hosts in addition to the public ones, in the format of NO_PROXY. */
  hosts: readonly string[];
  /** How the user opens another host, in the words of the face. */
  hostsHint: string;
  /** True if files may be given as URLs, which are then downloaded. */
  downloads: boolean;
  /** True if ports of this machine may be opened. */
  listens?: boolean | undefined;
  /** The path of a file that the model knows by another name. */
  handle?(text: string): string | undefined;
}

/**
 * What one call with a model's values may access: what the user has opened, and what the user has
 * fixed for this method. Files that the face itself chose for results are in `own`.
 */
export function accessFor(
  { params }: Definition,
  fixed: Readonly<Record<string, unknown>>,
  limits: ToolLimits,
  own: readonly string[] = [],
): ClosedAccess {
  const paths = new Set(own);
  const hosts = new Set<string>();
  for (const [key, value] of Object.entries(fixed)) {
    const param = params[key];
    if (!param) continue;
    const isConnection = param.role === 'destination' || param.kind.name === 'connection';
    for (const text of textsIn(value)) {
      if (param.reach !== undefined || isConnection) paths.add(text).add(fromHome(text));
      const host = isConnection || param.kind.name === 'record' ? hostIn(text) : undefined;
      if (host) hosts.add(host);
    }
    for (const host of hostsIn(value)) hosts.add(host);
  }
  const { roots, readOnly, handle, downloads, listens, hostsHint } = limits;
  return new ClosedAccess(
    { roots, readOnly, handle, granted: paths },
    { granted: [...hosts], hosts: limits.hosts, downloads, listens, hint: hostsHint },
  );
}

/** No setting is nested deeper. */
const DEEPEST = 8;

function* textsIn(value: unknown, depth = 0): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* textsIn(item, depth + 1);
    }
  }
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** `host:port` of a URL. */
function hostIn(text: string): string | undefined {
  const full = /^[\w.-]+(:\d+)?(\/|$)/.test(text) ? `https://${text}` : text;
  if (!URL.canParse(full)) return undefined;
  const { hostname, port, protocol } = new URL(full);
  const known = port || PORTS[protocol];
  return hostname && known ? `${hostname.replace(/^\[|\]$/g, '')}:${known}` : undefined;
}

/** `host:port` of every record that has both, as the settings of connections do. */
function* hostsIn(value: unknown, depth = 0): Generator<string> {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  const { host, port } = value as { host?: unknown; port?: unknown };
  if (typeof host === 'string' && typeof port === 'number') yield `${host}:${port}`;
  for (const item of Object.values(value)) yield* hostsIn(item, depth + 1);
}

function fromHome(path: string): string {
  return path.replace(/^~(?=[/\\])/, homedir());
}
