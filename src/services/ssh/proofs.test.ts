import { execFileSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'ssh2';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import {
  keygen,
  noSshd,
  type Sshd,
  startServer,
  startSshd,
} from '../../../test/support/ssh-server.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import { createConnection, executeCommand } from './index.js';

const PASSWORD = 'hunter2-correct-horse';
const CODE = '123456';
type Method = 'publickey' | 'password' | 'keyboard-interactive';

/** A server that requires several proofs in this order, as `AuthenticationMethods` does. */
async function requiring(...order: Method[]) {
  const seen: string[] = [];
  const { port } = await startServer((client: Connection) => {
    const left = [...order];
    client.on('authentication', (context) => {
      const wanted = left[0]!;
      // A check whether a key would be accepted comes without a signature.
      const isProof = context.method !== 'publickey' || context.signature !== undefined;
      if (isProof) seen.push(context.method);
      if (context.method !== wanted) return context.reject([wanted]);
      const passed = () => {
        left.shift();
        if (left.length === 0) context.accept();
        else context.reject([left[0]!], true);
      };
      if (context.method === 'publickey') return isProof ? passed() : context.accept();
      if (context.method === 'password') {
        return context.password === PASSWORD ? passed() : context.reject([wanted]);
      }
      if (context.method !== 'keyboard-interactive') return;
      context.prompt([{ prompt: 'Code: ', echo: false }], ([answer]) =>
        answer === CODE ? passed() : context.reject([wanted]),
      );
    });
  });
  return { seen, settings: { host: '127.0.0.1', port, username: 'me' } };
}

describe('several proofs', async () => {
  const key = join(await folder(), 'id');
  await keygen(key, 'ed25519');
  const proofs = { key_path: key, password: PASSWORD, keyboard_responses: [CODE] };
  const NO_CHECK = { hostKey: 'no' } as const;

  it.each([
    ['password', 'publickey'],
    ['publickey', 'password'],
    ['publickey', 'keyboard-interactive'],
    ['keyboard-interactive', 'publickey'],
    ['password', 'keyboard-interactive'],
    ['publickey', 'password', 'keyboard-interactive'],
    ['keyboard-interactive', 'password', 'publickey'],
  ] as Method[][])('in the order %s, %s %s', async (...order) => {
    const { seen, settings } = await requiring(...order.filter(Boolean));
    await using connection = await createConnection(
      { settings: { ...settings, ...proofs } },
      NO_CHECK,
    );
    expect(connection.isOpen).toBe(true);
    expect(seen).toEqual(['none', ...order.filter(Boolean)]);
  });

  it('of which one is missing are reported with what was accepted', async () => {
    const { settings } = await requiring('password', 'publickey');
    const opening = createConnection({ settings: { ...settings, password: PASSWORD } }, NO_CHECK);
    const error = await failure(opening, ServiceError);
    expect(error).toMatchObject({ reason: 'AUTH_FAILED', details: { methods: ['publickey'] } });
    expect(error.message).toContain('accepted so far: the password; the server accepts: publickey');
    expect(error.hint).toContain('The server requires more than one');
  });

  it('are not needed by a server that accepts everyone', async () => {
    const { port } = await startServer((client) =>
      client.on('authentication', (context) => context.accept()),
    );
    const settings = { host: '127.0.0.1', port, username: 'me', password: 'never sent' };
    await using connection = await createConnection({ settings }, NO_CHECK);
    expect(connection.isOpen).toBe(true);
  });
});

describe.skipIf(noSshd)(`a certificate of a user, with a real sshd${noSshd}`, () => {
  let server: Sshd;
  let home: string;
  let authority: string;
  beforeAll(async () => {
    if (noSshd) return;
    home = await folder();
    authority = join(home, 'authority');
    await keygen(authority, 'ed25519');
    server = await startSshd([`TrustedUserCAKeys ${authority}.pub`]);
    await writeFile(join(server.key, '..', 'authorized_keys'), '');
  });

  /** A new key with a certificate beside it. */
  async function certified(type: string, ...options: string[]): Promise<string> {
    const key = join(await folder(), `id_${type}`);
    await keygen(key, type);
    const args = ['-q', '-s', authority, '-I', 'test', '-n', server.user, ...options];
    execFileSync('ssh-keygen', [...args, `${key}.pub`]);
    return key;
  }
  const enters = (more: object) =>
    executeCommand({ connection: { ...server.settings, ...more }, command: 'echo in' }).then(
      ({ stdout }) => stdout,
    );

  it.each(['ed25519', 'rsa', 'ecdsa'])('beside a key of the type %s', async (type) => {
    expect(await enters({ key_path: await certified(type) })).toBe('in\n');
  });

  it('in the settings, as a path and as text', async () => {
    const key = await certified('ed25519');
    const elsewhere = join(home, 'elsewhere.pub');
    await copyFile(`${key}-cert.pub`, elsewhere);
    await writeFile(`${key}-cert.pub`, 'not a certificate');
    expect(await enters({ key_path: key, certificate: elsewhere })).toBe('in\n');
    const certificate = await readFile(elsewhere, 'utf8');
    const text = await readFile(key, 'utf8');
    expect(await enters({ key_path: text, certificate })).toBe('in\n');
    const rejected = await failure(enters({ key_path: key }), ServiceError);
    expect(rejected.message).toContain('tried: the private key;');
  });

  it('that the server refuses is followed by the key itself', async () => {
    const key = await certified('ed25519', '-V', '20200101:20200102');
    const expired = await failure(enters({ key_path: key }), ServiceError);
    expect(expired.message).toContain('tried: the certificate, the private key;');
    const authorized = join(server.key, '..', 'authorized_keys');
    await writeFile(authorized, await readFile(`${key}.pub`));
    expect(await enters({ key_path: key })).toBe('in\n');
  });

  it('of another key, or of no authority, is refused by name', async () => {
    const [one, other] = [await certified('ed25519'), await certified('ed25519')];
    const settings = { key_path: one, certificate: `${other}-cert.pub` };
    const error = await failure(enters(settings), InputError);
    expect(error.message).toContain('cannot be used: it is for another key');
    const none = await failure(enters({ ...settings, certificate: `${one}.pub` }), InputError);
    expect(none.message).toContain('certificates of the type ssh-ed25519 are not supported');
    const missing = await failure(enters({ ...settings, certificate: '/no/such' }), InputError);
    expect(missing.message).toContain('cannot read the certificate /no/such: no such file');
  });
});
