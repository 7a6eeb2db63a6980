import { fits } from './known-hosts.js';

/** The kinds of algorithms, by their names in the settings. */
export const ALGORITHM_KINDS = ['kex', 'cipher', 'hmac', 'hostKey'] as const;
export type AlgorithmKind = (typeof ALGORITHM_KINDS)[number];

/** What is offered to a server: what is usual, best first, and what is only offered on request. */
interface Supported {
  usual: readonly string[];
  old: readonly string[];
}

const SUPPORTED: Readonly<Record<AlgorithmKind, Supported>> = {
  kex: {
    usual: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group-exchange-sha256',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
      'diffie-hellman-group14-sha256',
      'diffie-hellman-group15-sha512',
      'diffie-hellman-group17-sha512',
    ],
    old: [
      'diffie-hellman-group-exchange-sha1',
      'diffie-hellman-group14-sha1',
      'diffie-hellman-group1-sha1',
    ],
  },
  cipher: {
    // The first ones are the fastest here.
    usual: [
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
      'chacha20-poly1305@openssh.com',
    ],
    old: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  },
  hmac: {
    usual: [
      'hmac-sha2-256-etm@openssh.com',
      'hmac-sha2-512-etm@openssh.com',
      'hmac-sha1-etm@openssh.com',
      'hmac-sha2-256',
      'hmac-sha2-512',
      'hmac-sha1',
    ],
    old: ['hmac-sha1-96', 'hmac-md5', 'hmac-md5-96'],
  },
  hostKey: {
    usual: [
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
    ],
    old: ['ssh-dss'],
  },
};

export type Algorithms = Readonly<Record<AlgorithmKind, readonly string[]>>;

/** True for an algorithm that is offered if the settings say so. */
export function canBeAdded(kind: AlgorithmKind, name: string): boolean {
  return SUPPORTED[kind].old.includes(name);
}

/**
 * What the settings ask to offer, in the way of ssh: a list replaces what is usual; with `+` it is
 * added at the end, with `^` at the beginning, and with `-` what matches is removed.
 *
 * @throws {Error} A name is not supported, or nothing is left.
 */
export function algorithmsOf(wishes: Partial<Record<AlgorithmKind, string>> = {}): Algorithms {
  const lists = ALGORITHM_KINDS.map((kind) => [kind, listOf(kind, wishes[kind])] as const);
  return Object.fromEntries(lists) as unknown as Algorithms;
}

function listOf(kind: AlgorithmKind, wish: string | undefined): readonly string[] {
  const { usual, old } = SUPPORTED[kind];
  if (wish === undefined) return usual;
  const [, sign = '', rest = ''] = /^([-+^]?)(.*)$/s.exec(wish.trim()) ?? [];
  const names = rest
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (sign === '-') {
    const left = usual.filter((name) => !names.some((pattern) => fits(pattern, name)));
    if (left.length === 0) throw new Error(`${kind} is empty`);
    return left;
  }
  const known = [...usual, ...old];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`${kind} "${unknown}" is not supported, only ${known.join(', ')}`);
  }
  const all = sign === '+' ? [...usual, ...names] : sign === '^' ? [...names, ...usual] : names;
  if (all.length === 0) throw new Error(`${kind} is empty`);
  return [...new Set(all)];
}
