import type { Call } from '../definition/call.js';
import { brokenConnection } from '../errors/connection-error.js';
import { ConnectionError, ResponseError, ServiceError } from '../errors/errors.js';
import { type AlgorithmKind, type Algorithms, canBeAdded } from './algorithms.js';

/** The error for a server that closed the connection before authentication. */
export function unreachable(
  call: Call,
  address: string,
  error: (Error & { code?: string | number }) | undefined,
): ConnectionError {
  const code = error?.code;
  if (error && typeof code === 'string' && code !== 'ECONNRESET' && code !== 'EPIPE') {
    return brokenConnection(call, { host: address, what: 'SSH', error, connected: true });
  }
  return new ConnectionError({
    method: call.method,
    reason: 'ECONNRESET',
    sent: false,
    retryable: true,
    message: call.redactor.text(
      `${address} closed the connection before authentication${saidBy(error)}`,
    ),
    hint: 'Check that an SSH server is running there and accepts connections from this machine.',
    cause: error,
  });
}

function saidBy(error: Error | undefined): string {
  // The driver's own words for a closed connection add nothing.
  return error && !/lost before handshake|ECONNRESET/.test(error.message)
    ? ` (${error.message})`
    : '';
}

/** The error for a server of another protocol. */
export function noSsh({ method, redactor }: Call, address: string, greeting: string) {
  const line = greeting.split(/[\r\n]/)[0]!.replace(/[^\x20-\x7e]/g, '?');
  return new ResponseError({
    method,
    message: redactor.text(`${address} is not an SSH server: it sent "${line}"`),
    hint: 'Check the port: the default for SSH is 22.',
  });
}

/** The kinds of algorithms, by the words of the driver: the settings and sshd's own settings. */
const KINDS: readonly {
  words: RegExp;
  kind: AlgorithmKind;
  what: string;
  sshd: string;
}[] = [
  { words: /key exchange/i, kind: 'kex', what: 'key exchange', sshd: 'KexAlgorithms' },
  { words: /host key/i, kind: 'hostKey', what: 'host key', sshd: 'HostKeyAlgorithms' },
  { words: /cipher/i, kind: 'cipher', what: 'cipher', sshd: 'Ciphers' },
  { words: /MAC/, kind: 'hmac', what: 'MAC', sshd: 'MACs' },
];

const POST_QUANTUM = /sntrup|mlkem|kyber/;

/** The error if both sides have no algorithm in common. */
export function notAgreed(
  { method, redactor }: Call,
  address: string,
  error: Error,
  ours: Algorithms,
  theirs: Algorithms | undefined,
) {
  const found = KINDS.find(({ words }) => words.test(error.message));
  const reason = 'NO_COMMON_ALGORITHM';
  if (!found || !theirs) {
    const message = redactor.text(`no common algorithm with ${address}: ${error.message}`);
    return new ServiceError({ method, reason, message });
  }
  const { kind, what, sshd } = found;
  const [offered, own] = [theirs[kind], ours[kind]];
  const list = (names: readonly string[]) => names.slice(0, MOST_NAMED).map(plain).join(', ');
  return new ServiceError({
    method,
    reason,
    details: { kind, theirs: offered.slice(0, MOST_NAMED).map(plain), ours: own },
    message: redactor.text(
      `no common ${what} algorithm with ${address}: the server offers ${list(offered) || 'none'}, and this side ${list(own)}`,
    ),
    hint: hintFor(kind, sshd, offered),
  });
}

/** A server can send any number of names, and any characters in them. */
const MOST_NAMED = 40;
const plain = (name: string) => name.slice(0, 80).replace(/[^\x21-\x7e]/g, '?');

function hintFor(kind: AlgorithmKind, sshd: string, offered: readonly string[]): string {
  const old = offered.find((name) => canBeAdded(kind, name));
  if (old !== undefined) {
    return `These algorithms of the server are old and insecure. To use one all the same, add it to the settings: 'algorithms':{'${kind}':'+${old}'}`;
  }
  if (offered.length > 0 && offered.every((name) => POST_QUANTUM.test(name))) {
    return `The server accepts only post-quantum key exchange, which is not supported here. Allow another on the server: ${sshd} +curve25519-sha256`;
  }
  return `None of the server's algorithms is supported here. Allow one on the server, in the line ${sshd} of its sshd_config.`;
}

/** The error for a server that refuses a channel for files or commands. */
export function noSubsystem({ method, redactor }: Call, address: string, error: Error) {
  const files = /subsystem/i.test(error.message);
  return new ServiceError({
    method,
    reason: files ? 'NO_SFTP' : 'CHANNEL_REFUSED',
    message: redactor.text(
      `${address} ${files ? 'does not support SFTP' : 'refused to open a channel'}: ${error.message}`,
    ),
    hint: files ? 'Add a line to its sshd_config: Subsystem sftp internal-sftp' : undefined,
  });
}
