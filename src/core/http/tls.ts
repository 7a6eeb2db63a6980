import type { SecureContext } from 'node:tls';
import type { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { InputError } from '../errors/errors.js';

/** How encryption is set up: by the call's `ca`, `cert`, `key` and `insecure`. */
export interface TlsChoice {
  /** The same for the same choice: connections are kept by it. */
  name: string;
  options: { secureContext?: SecureContext; rejectUnauthorized?: false };
}

/** Where a service has settings of its own for encryption, they are put together with the call's. */
export type TlsOptions = Pick<CallOptions, 'ca' | 'cert' | 'key' | 'insecure'>;

const USUAL: TlsChoice = { name: '', options: {} };
const choices = new Map<string, TlsChoice>();

/**
 * What a call's TLS options come to. The files are read each time, so that a renewed certificate
 * is used; what they are made into is kept, for it takes long.
 */
export async function tlsFor(
  call: Call,
  { ca, cert, key, insecure }: TlsOptions = call.options,
): Promise<TlsChoice> {
  if (!ca && !cert && !key && !insecure) return USUAL;
  const own = {
    ca: ca && (await pem(call, 'ca', ca)),
    cert: cert && (await pem(call, 'cert', cert)),
    key: key && (await pem(call, 'key', key)),
  };
  // One file may hold both, as curl takes it.
  if (own.cert && !own.key && own.cert.includes('PRIVATE KEY-----')) own.key = own.cert;
  const name = JSON.stringify([own, Boolean(insecure)]);
  const known = choices.get(name);
  if (known) return known;
  const secureContext = await contextOf(own, call);
  const choice: TlsChoice = {
    name,
    options: { secureContext, ...(insecure && { rejectUnauthorized: false }) },
  };
  choices.set(name, choice);
  return choice;
}

async function contextOf(
  { ca, cert, key }: Record<'ca' | 'cert' | 'key', string | undefined>,
  call: Call,
): Promise<SecureContext> {
  const { createSecureContext, rootCertificates } = await import('node:tls');
  try {
    // Trusted beside the usual authorities, not instead of them.
    return createSecureContext({ cert, key, ...(ca && { ca: [...rootCertificates, ca] }) });
  } catch (cause) {
    throw new InputError({
      method: call.method,
      param: key ? 'key' : cert ? 'cert' : 'ca',
      message: `the certificate or its key cannot be used: ${(cause as Error).message}`,
      hint: 'cert and key belong together, and are PEM files; a key with a password is not taken.',
      cause,
    });
  }
}

async function pem(call: Call, option: string, value: string): Promise<string> {
  if (value.includes('-----BEGIN')) return value;
  let text: string;
  try {
    text = await call.access.files.readText(value);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const message = `${option}: cannot read ${value}: ${(cause as NodeJS.ErrnoException).code}`;
    throw new InputError({ method: call.method, param: option, message, cause });
  }
  if (text.includes('-----BEGIN')) return text;
  const message = `${option}: ${value} is not a PEM file (it has no -----BEGIN line)`;
  throw new InputError({ method: call.method, param: option, message });
}
