import type { Socket } from 'node:net';
import type { Client } from 'basic-ftp';
import { connect } from '../../core/connection/connect.js';
import { encryptAlso } from '../../core/connection/encrypt.js';
import type { Task } from '../../core/connection/task.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { ConnectionError, ResponseError } from '../../core/errors/errors.js';
import { DATA_HINT, isReply } from './errors.js';
import type { Target } from './settings.js';
import { type Waiting, waitForOne } from './waiting.js';

/** A connection for data that is being prepared: it is there once the server has been asked for it. */
export interface DataConnection {
  /** The socket; with TLS it is encrypted when the server is ready. */
  socket(): Promise<Socket>;
  close(): void;
}

interface Preparing {
  client: Client;
  target: Target;
  /** What the server does not support is not tried again. */
  mode: DataMode;
  /** The longest silence afterwards, in milliseconds. */
  idle: number | undefined;
  request(command: string): Promise<{ code: number; message: string }>;
}

/** How connections for data are opened. */
export interface DataMode {
  extended: boolean;
}

/** Prepares a connection for data: before the command that uses it. */
export async function prepareData(task: Task, preparing: Preparing): Promise<DataConnection> {
  const { settings } = preparing.target;
  return settings.passive ? passive(task, preparing) : active(task, preparing);
}

async function passive(task: Task, preparing: Preparing): Promise<DataConnection> {
  const { client, target } = preparing;
  const to = await addressForData(task, preparing);
  let raw: Socket;
  task.enter('connectTimeout');
  try {
    raw = await connect(task, { to, proxy: target.proxy, what: 'FTP, data connection' });
  } catch (error) {
    if (error instanceof ConnectionError) error.advises(DATA_HINT);
    throw error;
  }
  task.enter('idleTimeout', preparing.idle);
  raw.on('error', () => {});
  const socket = await secured(client, raw);
  return { socket: async () => socket, close: () => socket.destroy() };
}

/** The address of the server's port: EPSV, which only has a port, or PASV. */
async function addressForData(
  task: Task,
  { client, target: { settings, proxy }, mode, request }: Preparing,
): Promise<{ host: string; port: number }> {
  // Through a proxy only it knows the address; the host's name may have several.
  const own = proxy ? settings.host : (client.ftp.socket.remoteAddress ?? settings.host);
  if (mode.extended) {
    const reply = await request('EPSV').catch((error) => {
      if (!isReply(error)) throw error;
      mode.extended = false;
      return undefined;
    });
    const port = Number(/\(([!-~])\1\1(\d{1,5})\1\)/.exec(reply?.message ?? '')?.[2] ?? 0);
    if (port > 0 && port < 65536) return { host: own, port };
    mode.extended = false;
  }
  const { message } = await request('PASV');
  const numbers = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(message);
  const [a, b, c, d, high, low] = numbers?.slice(1).map(Number) ?? [];
  if (low === undefined || [a, b, c, d, high, low].some((number) => number! > 255)) {
    throw new ResponseError({
      method: task.call.method,
      message: task.call.redactor.text(`the reply to PASV has no address: ${message}`),
    });
  }
  const port = high! * 256 + low;
  // Behind NAT a server says an address that no one else reaches; another host could be anywhere.
  return { host: settings.ownAddress ? own : `${a}.${b}.${c}.${d}`, port };
}

async function active(task: Task, preparing: Preparing): Promise<DataConnection> {
  const { client, target, mode, request } = preparing;
  if (target.proxy) {
    throw inputError(callContext(task.call, 'connection'), ': a proxy only allows passive mode');
  }
  const { localAddress = '', remoteAddress = '' } = client.ftp.socket;
  const address = localAddress.replace(/^::ffff:/i, '');
  const waiting = await waitForOne(task.call, localAddress, remoteAddress);
  try {
    await tellPort(address, waiting, mode, request);
  } catch (error) {
    waiting.close();
    throw error;
  }
  let socket: Socket | undefined;
  return {
    async socket() {
      const raw = await task.promise(waiting.accept());
      raw.on('error', () => {});
      socket = await secured(client, raw);
      return socket;
    },
    close() {
      waiting.close();
      socket?.destroy();
    },
  };
}

async function tellPort(
  address: string,
  { port }: Waiting,
  mode: DataMode,
  request: Preparing['request'],
): Promise<void> {
  const isV6 = address.includes(':');
  if (mode.extended || isV6) {
    try {
      await request(`EPRT |${isV6 ? 2 : 1}|${address}|${port}|`);
      return;
    } catch (error) {
      if (!isReply(error) || isV6) throw error;
      mode.extended = false;
    }
  }
  await request(`PORT ${address.replaceAll('.', ',')},${port >> 8},${port & 255}`);
}

/** Resumes the TLS session of the control connection, or of the last one for data. */
async function secured({ ftp }: Client, raw: Socket): Promise<Socket> {
  if (!ftp.hasTLS) return raw;
  const control = ftp.socket as unknown as { getSession(): Buffer | undefined };
  const session = ftp.tlsSessionStore ?? control.getSession();
  const socket = await encryptAlso(raw, ftp.tlsOptions, session);
  socket.on('session', (fresh) => {
    // A ticket of TLS 1.3 is for one use.
    ftp.tlsSessionStore = fresh;
  });
  return socket;
}
