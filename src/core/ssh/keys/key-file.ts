import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { ParsedKey, utils } from 'ssh2';
import { NotAllowed } from '../../access/not-allowed.js';
import type { Call } from '../../definition/call.js';
import { InputError } from '../../errors/errors.js';
import { decodeText, NotText } from '../../files/decode-text.js';
import { fetchBytes } from '../../http/fetch-bytes.js';
import { isKeyText, type SshSettings } from '../settings.js';
import { type Certificate, readCertificate } from './certificate.js';
import { certifiedKey } from './certified-key.js';
import { isPublicKey, readPrivateKey } from './private-key.js';
import { KeyProblem } from './problem.js';

/** The keys to authenticate with, best first. */
export interface Keys {
  /** The key with its certificate, if it has one. */
  certified: ParsedKey | undefined;
  plain: ParsedKey;
  /** Its name in messages. */
  says: string;
}

/** Reads the private key of the settings, and its certificate. */
export async function readKeys(
  call: Call,
  { key, passphrase, certificate }: SshSettings,
  parseKey: typeof utils.parseKey,
): Promise<Keys> {
  const isText = isKeyText(key!);
  const shown = isText || isPublicKey(key!) ? 'the private key' : `the private key ${key}`;
  const plain = await usable(call, shown, async () =>
    readPrivateKey(
      isText || isPublicKey(key!) ? key! : await textOf(call, key!),
      passphrase,
      parseKey,
    ),
  );
  const found = await certificateOf(call, isText ? undefined : key!, certificate);
  const says = 'the private key';
  if (!found) return { certified: undefined, plain, says };
  // One that lies beside the key and belongs to another is not meant.
  if (!found.publicKey.equals(plain.getPublicSSH())) {
    if (certificate === undefined) return { certified: undefined, plain, says };
    throw problem(call, 'the certificate', new KeyProblem('it is for another key'));
  }
  return { certified: certifiedKey(plain, found), plain, says };
}

/** The certificate of the settings, or the one beside the key, where `ssh` looks for it. */
async function certificateOf(
  call: Call,
  key: string | undefined,
  given: string | undefined,
): Promise<Certificate | undefined> {
  if (given === undefined) {
    if (key === undefined || isUrl(key)) return undefined;
    const beside = `${atHome(key).replace(/\.pub$/, '')}-cert.pub`;
    const bytes = await call.access.files.read(beside).catch(() => undefined);
    if (!bytes) return undefined;
    try {
      return parseCertificate(bytes.toString());
    } catch (error) {
      call.debug(() => `* the certificate ${beside} is not used: ${(error as Error).message}`);
      return undefined;
    }
  }
  const isText = isPublicKey(given);
  return usable(call, isText ? 'the certificate' : `the certificate ${given}`, async () => {
    const text = isText ? given : await textOf(call, given, 'the certificate');
    try {
      return parseCertificate(text);
    } catch (error) {
      throw new KeyProblem((error as Error).message);
    }
  });
}

function parseCertificate(text: string): Certificate {
  const data = text.trim().split(/\s+/)[1];
  if (!data) throw new Error('it is not a certificate of OpenSSH');
  const found = readCertificate(Buffer.from(data, 'base64'));
  if (found.kind !== 'user') throw new Error('it is a certificate of a host');
  return found;
}

const isUrl = (text: string) => /^https?:\/\//i.test(text);

/** No shell expands a path inside JSON. */
const atHome = (path: string) => path.replace(/^~(?=[/\\])/, homedir());

async function textOf(call: Call, key: string, what = 'the private key'): Promise<string> {
  const path = atHome(key);
  try {
    return decodeText(
      isUrl(key) ? await fetchBytes(key, call) : await call.access.files.read(path),
    );
  } catch (cause) {
    if (cause instanceof NotText) throw new KeyProblem(`it is not text: it is ${cause.message}`);
    if (isUrl(key) || cause instanceof NotAllowed) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new InputError({
      method: call.method,
      param: 'connection',
      message: `cannot read ${what} ${path}: ${why}`,
      hint: isAbsolute(path) ? undefined : `The path is relative to ${process.cwd()}.`,
      cause,
    });
  }
}

async function usable<T>(call: Call, shown: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof KeyProblem ? problem(call, shown, error) : error;
  }
}

function problem(call: Call, shown: string, { message, hint }: KeyProblem): InputError {
  return new InputError({
    method: call.method,
    param: 'connection',
    message: call.redactor.text(`${shown} cannot be used: ${message}`),
    hint,
  });
}
