import type { SecureContext } from 'node:tls';
import type { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { InputError } from '../errors/errors.js';

/** The TLS options of a call: `ca`, `cert`, `key` and `insecure`. */
export interface TlsChoice {
  /** Equal for equal options: connections are reused by it. */
  name: string;
  options: { secureContext?: SecureContext; rejectUnauthorized?: false };
}

/** A service with its own TLS settings combines them with those of the call. */
export type TlsOptions = Pick<CallOptions, 'ca' | 'cert' | 'key' | 'insecure'>;

const USUAL: TlsChoice = { name: '', options: {} };
const choices = new Map<string, TlsChoice>();

/**
 * The TLS settings for a call's options. The files are read each time, so that a renewed
 * certificate is used. The parsed result is cached, because parsing is slow.
 */
export function tlsFor(call: Call, own: TlsOptions = call.options): TlsChoice | Promise<TlsChoice> {
  return own.ca || own.cert || own.key || own.insecure ? ownTls(call, own) : USUAL;
}

async function ownTls(call: Call, { ca, cert, key, insecure }: TlsOptions): Promise<TlsChoice> {
  const own = {
    ca: ca && (await pem(call, 'ca', ca)),
    cert: cert && (await pem(call, 'cert', cert)),
    key: key && (await pem(call, 'key', key)),
  };
  // One file may contain both, as in curl.
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
    // Trusted in addition to the usual authorities, not instead of them.
    return createSecureContext({ cert, key, ...(ca && { ca: [...rootCertificates, ca] }) });
  } catch (cause) {
    throw new InputError({
      method: call.method,
      param: key ? 'key' : cert ? 'cert' : 'ca',
      message: `the certificate or its key cannot be used: ${(cause as Error).message}`,
      hint: 'cert and key must match and be PEM files; an encrypted key is not supported.',
      cause,
    });
  }
}

async function pem(call: Call, option: string, value: string): Promise<string> {
  if (value.includes('-----BEGIN')) return value;
  let text: string;
  try {
    text = (await call.access.files.read(value)).toString();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const message = `${option}: cannot read ${value}: ${(cause as NodeJS.ErrnoException).code}`;
    throw new InputError({ method: call.method, param: option, message, cause });
  }
  if (text.includes('-----BEGIN')) return text;
  const message = `${option}: ${value} is not a PEM file (it has no -----BEGIN line)`;
  throw new InputError({ method: call.method, param: option, message });
}
