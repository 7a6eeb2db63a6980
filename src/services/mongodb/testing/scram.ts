import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The server's side of SCRAM (RFC 5802 and 7677), as MongoDB has it: for SCRAM-SHA-1, the password is
 * the MD5 hash of `user:mongo:password`.
 */
export type Mechanism = 'SCRAM-SHA-1' | 'SCRAM-SHA-256';

/** What a server stores of a password. */
export interface Credential {
  iterationCount: number;
  salt: string;
  storedKey: string;
  serverKey: string;
}

const HASHES = { 'SCRAM-SHA-1': 'sha1', 'SCRAM-SHA-256': 'sha256' } as const;
const LENGTHS = { 'SCRAM-SHA-1': 16, 'SCRAM-SHA-256': 28 } as const;

export function credentialOf(
  mechanism: Mechanism,
  user: string,
  password: string,
  salt: Buffer = randomBytes(LENGTHS[mechanism]),
  iterationCount = 4096,
): Credential {
  const hash = HASHES[mechanism];
  const digest = createHash('md5').update(`${user}:mongo:${password}`).digest('hex');
  const secret = mechanism === 'SCRAM-SHA-1' ? digest : password.normalize('NFKC');
  const length = createHash(hash).digest().length;
  const salted = pbkdf2Sync(secret, salt, iterationCount, length, hash);
  const hmac = (text: string) => createHmac(hash, salted).update(text).digest();
  const storedKey = createHash(hash).update(hmac('Client Key')).digest();
  return {
    iterationCount,
    salt: salt.toString('base64'),
    storedKey: storedKey.toString('base64'),
    serverKey: hmac('Server Key').toString('base64'),
  };
}

/** One login: two messages of the client, and what is answered. */
export class Login {
  readonly user: string;
  readonly first: string;
  readonly #mechanism: Mechanism;
  readonly #credential: Credential;
  readonly #start: string;

  /** `nonce` is the server's part of it. */
  constructor(
    mechanism: Mechanism,
    clientFirst: string,
    find: (user: string) => Credential | undefined,
    nonce = randomBytes(24).toString('base64'),
  ) {
    const bare = clientFirst.replace(/^[ny],(?:a=[^,]*)?,/, '');
    const [, name = '', theirs = ''] = /^n=([^,]*),r=([^,]*)/.exec(bare) ?? [];
    this.user = name.replaceAll('=2C', ',').replaceAll('=3D', '=');
    this.#mechanism = mechanism;
    // For an unknown user it goes on as for a wrong password.
    this.#credential =
      find(this.user) ?? credentialOf(mechanism, '', randomBytes(9).toString('hex'));
    const { salt, iterationCount } = this.#credential;
    this.first = `r=${theirs}${nonce},s=${salt},i=${iterationCount}`;
    this.#start = `${bare},${this.first}`;
  }

  /** The answer to the client's proof; `undefined` if the password is wrong. */
  final(clientFinal: string): string | undefined {
    const [, without = '', proof = ''] = /^(.*),p=([^,]*)$/.exec(clientFinal) ?? [];
    const message = `${this.#start},${without}`;
    const hash = HASHES[this.#mechanism];
    const sign = (key: Buffer) => createHmac(hash, key).update(message).digest();
    const { storedKey, serverKey } = this.#credential;
    const stored = Buffer.from(storedKey, 'base64');
    const given = Buffer.from(proof, 'base64');
    const signature = sign(stored);
    if (given.length !== signature.length) return undefined;
    const key = Buffer.from(given.map((byte, at) => byte ^ signature[at]!));
    const found = createHash(hash).update(key).digest();
    if (!timingSafeEqual(found, stored)) return undefined;
    return `v=${sign(Buffer.from(serverKey, 'base64')).toString('base64')}`;
  }
}
