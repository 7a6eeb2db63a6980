import type { Client } from 'ssh2';
import type { Certificate } from './keys/certificate.js';
import { fits, type KnownKey } from './known-hosts.js';

interface Trust {
  authorities: readonly KnownKey[];
  revoked: readonly KnownKey[];
}

export function isSignedByOne(
  { authority }: Certificate,
  authorities: readonly KnownKey[],
): boolean {
  return authorities.some(({ key }) => key === authority.toString('base64'));
}

/** Why a host certificate is refused, by the rules of OpenSSH. */
export function whyInvalid(
  certificate: Certificate,
  host: string,
  { authorities, revoked }: Trust,
): string | undefined {
  const keys = [certificate.authority, certificate.publicKey].map((key) => key.toString('base64'));
  if (revoked.some(({ key }) => keys.includes(key))) return 'its key or its authority is revoked';
  return isSignedByOne(certificate, authorities) ? whyNot(certificate, host) : undefined;
}

function whyNot(certificate: Certificate, host: string): string | undefined {
  const { kind, principals, validAfter, validBefore, criticalOptions } = certificate;
  if (kind !== 'host') return 'it is a certificate of a user';
  const seconds = BigInt(Math.floor(Date.now() / 1000));
  if (seconds < validAfter) return 'it is not valid yet';
  if (seconds >= validBefore) return 'it has expired';
  if (criticalOptions.length > 0) return `it has unknown options: ${criticalOptions.join(', ')}`;
  const isNamed = principals.some((pattern) => fits(pattern, host.toLowerCase()));
  if (principals.length > 0 && !isNamed) return `it is for ${principals.join(', ')}`;
  return undefined;
}

/** Private parts of the driver. */
interface Insides {
  _protocol: {
    _offer: Offer;
    _kex: { negotiated: { serverHostKey: string }; _hostKey: Buffer };
  };
}

interface Offer {
  constructor: new (lists: unknown) => Offer;
  lists: Record<'kex' | 'serverHostKey', List> & Record<'cs' | 'sc', Record<string, List>>;
}

interface List {
  array: string[];
}

/** Asks for certificates first. The driver refuses them in its settings: it cannot check them. */
export function askForCertificates(client: Client, types: readonly string[]): void {
  if (types.length === 0) return;
  const { _protocol: protocol } = client as unknown as Insides;
  const { kex, serverHostKey, cs, sc } = protocol._offer.lists;
  const arrays = (lists: Record<string, List>) =>
    Object.fromEntries(Object.entries(lists).map(([name, { array }]) => [name, array]));
  protocol._offer = new protocol._offer.constructor({
    kex: kex.array,
    serverHostKey: [...types, ...serverHostKey.array],
    cs: arrays(cs),
    sc: arrays(sc),
  });
}

/**
 * Makes the driver use the key in a certificate. The certificate counts only for the hash of the key
 * exchange, which is the first to read the host key; then the driver verifies the signature.
 */
export function useKeyOf(client: Client, { blob, keyType, publicKey }: Certificate): void {
  const { _kex: kex } = (client as unknown as Insides)._protocol;
  kex.negotiated.serverHostKey = keyType;
  let reads = 0;
  Object.defineProperty(kex, '_hostKey', {
    configurable: true,
    get: () => (reads++ === 0 ? blob : publicKey),
    // It is forgotten afterwards.
    set: () => {},
  });
}
