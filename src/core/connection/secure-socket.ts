import type { Socket } from 'node:net';
import { addressOf, connect } from './connect.js';
import { encrypt, encryptionFor } from './encrypt.js';
import type { ProxyServer } from './proxy-settings.js';
import type { Task } from './task.js';
import type { TlsSettings } from './tls-settings.js';

/** Where a socket goes, and how. */
interface SecureTarget {
  host: string;
  port: number;
  proxy?: ProxyServer | undefined;
  /** Without them, the connection is not encrypted. */
  tls?: TlsSettings | undefined;
  /** For errors: `TCP`. */
  protocol: string;
  /** True if each side may finish sending on its own. */
  allowHalfOpen?: boolean | undefined;
}

/** A socket to the server, encrypted if that is set. */
export async function connectSecure(target: SecureTarget, task: Task): Promise<Socket> {
  const { host, port, proxy, tls, protocol: what, allowHalfOpen } = target;
  const socket = await connect(task, { to: { host, port }, proxy, what, allowHalfOpen });
  if (!tls?.use_tls) return socket;
  const hint = 'Check that the server uses TLS on this port.';
  const options = await encryptionFor(task.call, host, tls);
  return encrypt(task, socket, { options, address: addressOf(host, port), what, hint });
}
