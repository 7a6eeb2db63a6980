import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../../test/support/failure.js';
import { folder } from '../../../../test/support/folder.js';
import { readPrivateKey } from './private-key.js';
import { KeyProblem } from './problem.js';

const has = (program: string, ...args: string[]) => !spawnSync(program, args).error;
const noOpenssl = has('openssl', 'version') ? '' : ' (skipped: there is no openssl here)';
const noKeygen = has('ssh-keygen', '-?') ? '' : ' (skipped: there is no ssh-keygen here)';
const noPutty = has('puttygen', '--version') ? '' : ' (skipped: there is no puttygen here)';

const PASSPHRASE = 'öffne dich';
const WRONG = 'wrong-passphrase';
const read = (text: string, passphrase?: string) =>
  readPrivateKey(text, passphrase, ssh2.utils.parseKey);

/** One key of each type, as ssh-keygen writes it. */
const TYPES = { rsa: ['-b', '2048'], ed25519: [], ecdsa: [], 'ecdsa-521': ['-b', '521'] };
let home: string;
const at = (name: string) => join(home, name);
const text = (name: string) => readFile(at(name), 'utf8');

beforeAll(async () => {
  home = await folder();
  if (noKeygen) return;
  for (const [name, args] of Object.entries(TYPES)) {
    const type = name.split('-')[0]!;
    execFileSync('ssh-keygen', ['-q', '-t', type, ...args, '-N', '', '-f', at(name)]);
  }
});

/** The key is the one that ssh-keygen made. */
async function expectKey(given: string, name: string, passphrase?: string) {
  const key = await read(given, passphrase);
  const [, data] = (await text(`${name}.pub`)).split(' ');
  expect(key.getPublicSSH().toString('base64')).toBe(data);
  expect(key.isPrivateKey()).toBe(true);
  // It can be used, which is more than having been read.
  const signature = key.sign(Buffer.from('data')) as Buffer;
  expect(key.verify(Buffer.from('data'), signature)).toBe(true);
}

/** A copy of the key in another form, with or without a passphrase. */
async function converted(name: string, format: string, passphrase: string) {
  const copy = `${name}.${format}.${passphrase === '' ? 'plain' : 'locked'}`;
  await copyFile(at(name), at(copy));
  execFileSync('ssh-keygen', [
    '-q',
    '-p',
    '-P',
    '',
    '-N',
    passphrase,
    '-m',
    format,
    '-f',
    at(copy),
  ]);
  return text(copy);
}

const FORMS = ['RFC4716', 'PEM', 'PKCS8'].flatMap((format) =>
  Object.keys(TYPES).map((name) => [format, name] as const),
);

describe.skipIf(noKeygen)(`keys of ssh-keygen${noKeygen}`, () => {
  it.each(FORMS)('%s, %s: plain, with a passphrase, and with a wrong one', async (format, name) => {
    const plain = await converted(name, format, '');
    await expectKey(plain, name);
    await expectKey(plain, name, 'not needed');
    const locked = await converted(name, format, PASSPHRASE);
    if (locked === plain) return;
    await expectKey(locked, name, PASSPHRASE);
    const missing = await failure(read(locked), KeyProblem);
    expect(missing.message).toBe('it is encrypted, and no passphrase is given');
    const wrong = await failure(read(locked, WRONG), KeyProblem);
    expect(wrong.message).toBe('the passphrase is wrong');
  });

  it('whatever editors, shells and variables did to them', async () => {
    for (const format of ['RFC4716', 'PKCS8']) {
      const plain = await converted('ecdsa', format, '');
      await expectKey(`\uFEFF${plain}`, 'ecdsa');
      await expectKey(plain.replaceAll('\n', '\r\n'), 'ecdsa');
      await expectKey(`\n  \n${plain}\n\n`, 'ecdsa');
      await expectKey(plain.trim().replaceAll('\n', '\\n'), 'ecdsa');
      await expectKey(`Bag Attributes\n    friendlyName: me\n${plain}more`, 'ecdsa');
    }
  });

  it('that are damaged, and public keys, are told apart', async () => {
    const why = async (given: string, passphrase?: string) =>
      (await failure(read(given, passphrase), KeyProblem)).message;
    const plain = await text('ed25519');
    expect(await why(plain.slice(0, 200))).toMatch(/^it is incomplete: the line -----END/);
    expect(await why(plain.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'))).toMatch(/^it is damaged/);
    expect(await why(await text('ed25519.pub'))).toBe('it is a public key');
    const pem = execFileSync('ssh-keygen', ['-e', '-m', 'PKCS8', '-f', at('rsa.pub')]);
    expect(await why(String(pem))).toBe('it is a public key');
    const rfc = execFileSync('ssh-keygen', ['-e', '-f', at('rsa.pub')]);
    expect(await why(String(rfc))).toBe('it is a public key');
    expect(await why('not a key')).toBe('its format is not known');
    expect(await why('not a key', 'with a passphrase')).toBe('its format is not known');
    expect(await why(' \n')).toBe('it is empty');
  });
});

describe.skipIf(noOpenssl)(`keys of openssl${noOpenssl}`, () => {
  const make = (...args: string[]) => String(execFileSync('openssl', args, { stdio: 'pipe' }));

  it.each([
    ['ed25519', ['genpkey', '-algorithm', 'ed25519']],
    ['RSA', ['genpkey', '-algorithm', 'rsa', '-pkeyopt', 'rsa_keygen_bits:2048']],
    ['ECDSA, with its parameters', ['ecparam', '-name', 'secp384r1', '-genkey']],
    ['traditional RSA', ['genrsa', '-traditional', '2048']],
  ])('%s', async (_, args) => {
    const key = await read(make(...args));
    const signature = key.sign(Buffer.from('data')) as Buffer;
    expect(key.verify(Buffer.from('data'), signature)).toBe(true);
  });

  it.each(['aes256', 'des3'])('encrypted with %s', async (cipher) => {
    const args = ['genpkey', '-algorithm', 'ed25519', `-${cipher}`, '-pass', `pass:${PASSPHRASE}`];
    const locked = make(...args);
    expect((await read(locked, PASSPHRASE)).type).toBe('ssh-ed25519');
    expect((await failure(read(locked, WRONG), KeyProblem)).message).toBe(
      'the passphrase is wrong',
    );
    expect((await failure(read(locked), KeyProblem)).message).toContain('no passphrase is given');
  });

  it.each(['x25519', 'ed448'])('of the type %s are refused by name', async (type) => {
    const error = await failure(read(make('genpkey', '-algorithm', type)), KeyProblem);
    expect(error.message).toBe(`its type ${type} is not for SSH`);
  });
});

describe.skipIf(noPutty || noKeygen)(`keys of PuTTY${noPutty || noKeygen}`, () => {
  const VERSIONS = [
    'version=2',
    'version=3',
    'kdf=argon2i,memory=1024,passes=3,parallelism=2',
    'kdf=argon2d,memory=512',
  ];
  const CASES = VERSIONS.flatMap((version) =>
    Object.keys(TYPES).map((name) => [version, name] as const),
  );

  it.each(CASES)(
    '%s, %s: plain, with a passphrase, and with a wrong one',
    async (version, name) => {
      const file = at('converted.ppk');
      const line = [at(name), '-O', 'private', '--ppk-param', version, '-o', file];
      execFileSync('puttygen', line);
      const plain = await readFile(file, 'utf8');
      await expectKey(plain, name);
      await expectKey(plain.replaceAll('\n', '\r\n'), name);
      const damaged = await failure(read(plain.replace(/^Comment: /m, '$&x')), KeyProblem);
      expect(damaged.message).toBe('it is damaged');
      await writeFile(at('passphrase'), PASSPHRASE);
      execFileSync('puttygen', [...line, '--new-passphrase', at('passphrase')]);
      const locked = await readFile(file, 'utf8');
      await expectKey(locked, name, PASSPHRASE);
      const wrong = await failure(read(locked, WRONG), KeyProblem);
      expect(wrong.message).toBe('the passphrase is wrong');
      const missing = await failure(read(locked), KeyProblem);
      expect(missing.message).toBe('it is encrypted, and no passphrase is given');
    },
  );

  it('whose passphrase needs too much work are refused', async () => {
    const file = at('heavy.ppk');
    await writeFile(at('passphrase'), PASSPHRASE);
    const line = [at('ed25519'), '-O', 'private', '-o', file, '--new-passphrase', at('passphrase')];
    execFileSync('puttygen', line);
    const heavy = (await readFile(file, 'utf8')).replace(/^(Argon2-Memory:) .*/m, '$1 4194304');
    const error = await failure(read(heavy, PASSPHRASE), KeyProblem);
    expect(error.message).toContain('needs too much work: 4194304 KiB');
  });
});
