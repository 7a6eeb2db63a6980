import { type KeyObject, randomBytes } from 'node:crypto';
import { KeyProblem } from './problem.js';
import { uint32, wireString } from './wire.js';

/** A key that Node has read, in a form that the driver reads. */
export function driverKey(key: KeyObject): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails } = key;
  if (type === 'rsa') return String(key.export({ type: 'pkcs1', format: 'pem' }));
  if (type === 'ed25519') return openSshKey(key);
  const curve = asymmetricKeyDetails?.namedCurve ?? '';
  if (type === 'ec' && /^(prime256v1|secp384r1|secp521r1)$/.test(curve)) {
    return String(key.export({ type: 'sec1', format: 'pem' }));
  }
  throw new KeyProblem(
    `its type ${type === 'ec' ? `ec (${curve})` : type} is not for SSH`,
    'SSH uses ed25519, RSA, and ECDSA with the curves P-256, P-384 and P-521.',
  );
}

/** An Ed25519 key in the format `openssh-key-v1`, without encryption. */
function openSshKey(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  const [open, secret] = [Buffer.from(x, 'base64url'), Buffer.from(d, 'base64url')];
  const type = wireString('ssh-ed25519');
  const check = randomBytes(4);
  const inner = [
    check,
    check,
    type,
    wireString(open),
    wireString(Buffer.concat([secret, open])),
    wireString(''),
  ];
  const length = inner.reduce((sum, part) => sum + part.length, 0);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, -length & 7));
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    wireString('none'),
    wireString('none'),
    wireString(''),
    uint32(1),
    wireString(Buffer.concat([type, wireString(open)])),
    wireString(Buffer.concat([...inner, padding])),
  ]);
  const lines = whole.toString('base64').replace(/.{1,70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----`;
}
