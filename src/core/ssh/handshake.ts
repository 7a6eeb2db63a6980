import type { Socket } from 'node:net';
import type { Client, ClientErrorExtensions } from 'ssh2';
import { addressOf } from '../connection/socket.js';
import type { Task } from '../connection/task.js';
import type { Call } from '../definition/call.js';
import { InputError, OintError } from '../errors/errors.js';
import type { Algorithms } from './algorithms.js';
import type { Authentication } from './auth.js';
import { noSsh, notAgreed, unreachable } from './errors.js';
import { askForCertificates, useKeyOf } from './host-certificate.js';
import type { HostKeyCheck } from './host-key.js';
import { signCertificates } from './keys/certified-key.js';
import { Beginning } from './server-offer.js';
import type { Target } from './settings.js';

export type DriverError = Error & ClientErrorExtensions & { code?: string | number };

interface Handshake {
  target: Target;
  task: Task;
  auth: Authentication;
  hostKey: HostKeyCheck;
}

/** From a connected socket to an authenticated user. */
export async function shakeHands(
  client: Client,
  socket: Socket,
  { target: { settings }, task, auth, hostKey }: Handshake,
): Promise<void> {
  const { call } = task;
  const address = addressOf(settings.host, settings.port);
  const beginning = new Beginning(socket);
  const { kex, cipher, hmac } = settings.algorithms;
  const offer = { ...settings.algorithms, hostKey: hostKey.algorithms };
  const met = task.until<void>((resolve, reject) => {
    client.once('ready', resolve);
    client.on('error', (error: DriverError) => {
      if (error.level === 'agent') auth.agentFailure = error.message;
      else if (error.level === 'client-authentication') reject(auth.refused());
      else reject(whyNot(error, call, { address, beginning, offer, auth }));
    });
    client.once('close', () => reject(unreachable(call, address, undefined)));
    client.on('change password', () =>
      reject(auth.refused('the password has expired and must be changed first')),
    );
    client.connect({
      sock: socket,
      username: settings.user,
      readyTimeout: 0,
      keepaliveInterval: 0,
      algorithms: {
        kex: kex as never,
        cipher: cipher as never,
        hmac: hmac as never,
        serverHostKey: offer.hostKey as never,
      },
      hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
        const settle = (valid: boolean) => {
          // The driver fails if the connection has ended in the meantime.
          if (!task.failure && !socket.destroyed) verify(valid);
        };
        verifyHost(client, hostKey, key).then(
          () => settle(true),
          (error: Error) => {
            reject(error);
            settle(false);
          },
        );
      },
      authHandler: (left, isPartial, next) => {
        const attempt = auth.next(left, isPartial);
        if (attempt?.isCertified) signCertificates(client);
        next((attempt?.how ?? false) as never);
      },
    });
    askForCertificates(client, hostKey.certificates);
  });
  try {
    await met;
  } finally {
    beginning.stop();
    client.removeAllListeners('error').removeAllListeners('close');
    // Further errors do not matter.
    client.on('error', () => {});
  }
}

async function verifyHost(client: Client, hostKey: HostKeyCheck, key: Buffer): Promise<void> {
  const certificate = hostKey.certificateIn(key);
  // At once: the driver verifies the signature as soon as it can.
  if (certificate) useKeyOf(client, certificate);
  await hostKey.check(key, certificate);
}

interface Attempted {
  address: string;
  beginning: Beginning;
  offer: Algorithms;
  auth: Authentication;
}

function whyNot(
  error: DriverError,
  call: Call,
  { address, beginning, offer, auth }: Attempted,
): Error {
  if (error instanceof OintError || error instanceof InputError) return error;
  const { greeting } = beginning;
  const spoken = greeting !== '' && !/^SSH-|\nSSH-/.test(greeting);
  if (spoken) return noSsh(call, address, greeting);
  if (/Handshake failed|no matching/i.test(error.message)) {
    return notAgreed(call, address, error, offer, beginning.offer);
  }
  // The server closed the connection with a message: too many attempts, a locked account.
  if (typeof error.code === 'number') return auth.refused(error.message);
  return unreachable(call, address, error);
}
