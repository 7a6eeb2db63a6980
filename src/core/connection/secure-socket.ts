import { isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Call } from '../definition/call.js';
import { brokenConnection } from '../errors/connection-error.js';
import { tlsFor } from '../http/tls.js';
import { addressOf, connectSocket, type SocketTarget } from './socket.js';
import type { Task } from './task.js';
import type { TlsSettings } from './tls-settings.js';

export interface SecureTarget extends SocketTarget {
  /** Without them, the connection is not encrypted. */
  tls?: TlsSettings | undefined;
}

/** A socket to the server, encrypted if that is set. */
export async function connectSecure(target: SecureTarget, task: Task): Promise<Socket> {
  const socket = await connectSocket(target, task);
  if (!target.tls?.use_tls) return socket;
  try {
    return await encrypted(socket, target, target.tls, task);
  } catch (error) {
    // Until it is destroyed it may fail again.
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  }
}

/** The certificate is verified, including the host name, unless all certificates are trusted. */
async function encrypted(
  socket: Socket,
  { host, port, protocol }: SocketTarget,
  tls: TlsSettings,
  task: Task,
): Promise<TLSSocket> {
  const { call } = task;
  const { options } = await tlsFor(call, tlsOptions(call, tls));
  const { connect } = await import('node:tls');
  return task.until<TLSSocket>((resolve, reject) => {
    const secured = connect({ ...options, socket, ...(!isIP(host) && { servername: host }), host });
    secured.once('secureConnect', () => {
      secured.off('error', failed);
      resolve(secured);
    });
    const failed = (error: Error) => {
      secured.on('error', () => {});
      const broken = { host: addressOf(host, port), what: `TLS, ${protocol}`, error };
      reject(brokenConnection(call, { ...broken, connected: false }));
    };
    secured.once('error', failed);
  });
}

function tlsOptions({ options }: Call, tls: TlsSettings) {
  return {
    ca: tls.ca_cert_path || options.ca,
    cert: options.cert,
    key: options.key,
    insecure: tls.accept_invalid_certs || options.insecure,
  };
}
