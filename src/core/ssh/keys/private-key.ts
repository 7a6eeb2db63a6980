import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { ParsedKey, utils } from 'ssh2';
import { driverKey } from './driver-key.js';
import { isPpk, isPpkEncrypted, readPpk } from './ppk.js';
import { KeyProblem } from './problem.js';
import { WireReader } from './wire.js';

const ENCRYPTED = 'it is encrypted, and no passphrase is given';
const ADD_PASSPHRASE = 'Add its passphrase to the settings, as GetSettingsPrivateKey does.';
const WRONG_PASSPHRASE = 'the passphrase is wrong';
const FORMATS =
  'Supported formats: OpenSSH, PEM (PKCS #8, PKCS #1, SEC 1) and PuTTY (versions 2 and 3).';

/**
 * Reads a private key in any form in which programs store one.
 *
 * @throws {KeyProblem} It cannot be used.
 */
export async function readPrivateKey(
  given: string,
  passphrase: string | undefined,
  parseKey: typeof utils.parseKey,
): Promise<ParsedKey> {
  const text = cleaned(given);
  if (isPpk(text)) {
    if (isPpkEncrypted(text) && passphrase === undefined) throw locked();
    const key = await readPpk(text, passphrase).catch((error) => {
      throw error instanceof KeyProblem ? error : damaged(error);
    });
    return parsed(driverKey(key), parseKey);
  }
  const block = blockOf(text);
  if (!block) throw notPrivate(text);
  if (!block.includes('OPENSSH')) return parsed(driverKey(readPem(block, passphrase)), parseKey);
  const isEncrypted = cipherOf(block) !== 'none';
  if (isEncrypted && !passphrase) throw locked();
  const key = parseKey(block, isEncrypted ? passphrase : undefined);
  if (!(key instanceof Error)) return key as ParsedKey;
  throw whyNotOpenSsh(key, isEncrypted);
}

/** Without what editors, shells and variables add. */
function cleaned(text: string): string {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trim();
  // A variable often holds its line breaks as \n.
  return lines.includes('\n') ? lines : lines.replaceAll('\\n', '\n');
}

/** The lines of the first private key: text and other blocks may be before and after it. */
function blockOf(text: string): string | undefined {
  const [begin, label] = /^-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----$/m.exec(text) ?? [];
  if (begin === undefined) return undefined;
  const from = text.indexOf(begin);
  const end = `-----END ${label}-----`;
  const to = text.indexOf(end, from);
  if (to < 0) throw new KeyProblem(`it is incomplete: the line ${end} is missing`);
  return text.slice(from, to + end.length);
}

function readPem(block: string, passphrase: string | undefined): KeyObject {
  const isEncrypted = /ENCRYPTED/.test(block);
  if (isEncrypted && passphrase === undefined) throw locked();
  try {
    return createPrivateKey({ key: block, ...(isEncrypted && { passphrase: passphrase! }) });
  } catch (error) {
    const { message } = error as Error;
    // The decoder also calls the bytes unsupported that a wrong passphrase leads to.
    if (isEncrypted && /digital envelope routines.{0,100}unsupported/i.test(message)) {
      throw new KeyProblem(
        'its encryption is too old for this system',
        'Encrypt it again: openssl pkcs8 -topk8 -v2 aes256 -in KEY -out NEWKEY',
      );
    }
    // A wrong passphrase leads to bad padding, or to bytes that are no key.
    throw isEncrypted ? new KeyProblem(WRONG_PASSPHRASE) : damaged(error as Error);
  }
}

/** The cipher in the header of an OpenSSH key. */
function cipherOf(block: string): string {
  const data = Buffer.from(block.split('\n').slice(1, -1).join(''), 'base64');
  try {
    const reader = new WireReader(data);
    reader.bytes('openssh-key-v1\0'.length);
    return reader.text();
  } catch (error) {
    throw damaged(error as Error);
  }
}

function whyNotOpenSsh(error: Error, isEncrypted: boolean): KeyProblem {
  const { message } = error;
  const cipher = /^Unsupported cipher for OpenSSH key: ([\w@.-]+)/.exec(message)?.[1];
  if (cipher !== undefined) {
    const hint = 'Encrypt it with another one: ssh-keygen -p -Z aes256-ctr -f KEY';
    return new KeyProblem(`its cipher ${cipher} is not supported`, hint);
  }
  if (/Unsupported (OpenSSH private )?key type/i.test(message)) {
    const hint = 'SSH uses ed25519, RSA and ECDSA keys here. Keys on hardware need an SSH agent.';
    return new KeyProblem(message, hint);
  }
  // The text after a wrong passphrase is random.
  return isEncrypted ? new KeyProblem(WRONG_PASSPHRASE) : damaged(error);
}

function parsed(text: string, parseKey: typeof utils.parseKey): ParsedKey {
  const key = parseKey(text);
  if (key instanceof Error) throw damaged(key);
  return key as ParsedKey;
}

function notPrivate(text: string): KeyProblem {
  if (/^-----BEGIN CERTIFICATE/m.test(text)) return new KeyProblem('it is an X.509 certificate');
  if (isPublicKey(text)) {
    return new KeyProblem(
      'it is a public key',
      'The private key is usually in the file with the same name without .pub.',
    );
  }
  if (/^---- BEGIN SSH2 ENCRYPTED PRIVATE KEY/m.test(text)) {
    const hint = 'Import it into PuTTYgen and export it as an OpenSSH key.';
    return new KeyProblem("it is in ssh.com's format, which is not supported", hint);
  }
  if (text === '') return new KeyProblem('it is empty');
  return new KeyProblem('its format is not known', FORMATS);
}

export function isPublicKey(text: string): boolean {
  const line = /^\s*(ssh-|ecdsa-sha2-|sk-)[\w@.-]{1,80} +AAAA/;
  return line.test(text) || /^-{4,5} ?BEGIN (RSA |SSH2 )?PUBLIC KEY/m.test(text);
}

const locked = () => new KeyProblem(ENCRYPTED, ADD_PASSPHRASE);
const damaged = ({ message }: Error) => new KeyProblem(`it is damaged: ${message}`, FORMATS);
