import { isIP, type Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Call } from '../definition/call.js';
import { brokenConnection } from '../errors/connection-error.js';
import type { ConnectionError } from '../errors/errors.js';
import { tlsFor } from '../http/tls.js';
import type { Task } from './task.js';
import type { TlsSettings } from './tls-settings.js';

/**
 * How to encrypt a connection to a host: by the settings of the connection, otherwise by the call
 * options. The certificate and its name are verified unless all certificates are trusted.
 */
export async function encryptionFor(
  call: Call,
  host: string,
  settings: TlsSettings | undefined,
): Promise<ConnectionOptions> {
  const { ca, cert, key, insecure } = call.options;
  const { options } = await tlsFor(call, {
    ca: settings?.ca_cert_path || ca,
    cert,
    key,
    insecure: settings?.accept_invalid_certs || insecure,
  });
  // An IP address is never a server name.
  return { ...options, host, ...(isIP(host) === 0 && { servername: host }) };
}

interface Encrypting {
  options: ConnectionOptions;
  /** Host and port, for messages. */
  address: string;
  /** The protocol, for messages: `LDAP`. */
  what: string;
  /** What to check if the server does not speak TLS. */
  hint: string;
}

/** Encrypts a connected socket. */
export async function encrypt(
  task: Task,
  socket: Socket,
  encrypting: Encrypting,
): Promise<TLSSocket> {
  const { connect } = await import('node:tls');
  const secured = connect({ ...encrypting.options, socket });
  const fail = (error: Error) => tlsFailure(task.call, error, encrypting);
  try {
    await task.until<void>((resolve, reject) => {
      secured.once('secureConnect', resolve);
      secured.once('error', (error) => reject(fail(error)));
      secured.once('close', () => reject(fail(closed())));
    });
  } catch (error) {
    secured.destroy();
    socket.destroy();
    // It may still fail while it is destroyed.
    secured.on('error', () => {});
    throw error;
  }
  return secured;
}

function closed(): Error {
  return Object.assign(new Error('closed during the TLS handshake'), { code: 'ECONNRESET' });
}

/** The error for a TLS handshake that failed. */
export function tlsFailure(
  call: Call,
  error: Error & { code?: string },
  { address, what, hint }: Pick<Encrypting, 'address' | 'what' | 'hint'>,
): ConnectionError {
  const isOther = /^(EPROTO|ECONNRESET|ERR_SSL_(?!TLSV13_ALERT_CERT))/.test(error.code ?? '');
  return brokenConnection(call, {
    host: address,
    what: `${what}, TLS handshake`,
    error,
    connected: false,
    ...(isOther && { hint }),
  });
}

/**
 * Encrypts a socket of a connection that is already encrypted, and does not wait for it: the session of
 * the other one is resumed, which many servers demand.
 */
export async function encryptAlso(
  socket: Socket,
  options: ConnectionOptions,
  session: Buffer | undefined,
): Promise<TLSSocket> {
  const { connect } = await import('node:tls');
  return connect({ ...options, socket, session });
}
