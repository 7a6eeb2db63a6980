import { createHash } from 'node:crypto';

/**
 * The signature of MariaDB's login with ed25519. It is Ed25519 of RFC 8032 with one difference: the
 * secret is the hash of the whole password, where the standard has a key of 32 bytes. Node signs only
 * with such keys. It takes some milliseconds, once for each login.
 */

const P = 2n ** 255n - 19n;
/** The order of the base point. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/** A point in extended coordinates. */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

const ZERO: Point = [0n, 1n, 1n, 0n];
const BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202n;
const BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960n;
const BASE: Point = [BASE_X, BASE_Y, 1n, mod(BASE_X * BASE_Y)];

function mod(value: bigint, by = P): bigint {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
}

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

/** The base point times a number; every bit takes the same steps. */
function timesBase(factor: bigint): Point {
  let sum = ZERO;
  let other = BASE;
  for (let bit = 254n; bit >= 0n; bit--) {
    const isSet = (factor >> bit) & 1n;
    const both = add(sum, other);
    [sum, other] = isSet ? [both, add(other, other)] : [add(sum, sum), both];
  }
  return sum;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

function encoded([x, y, z]: Point): Buffer {
  const inverse = power(z, P - 2n);
  const bytes = toBytes(mod(y * inverse));
  bytes[31]! |= Number(mod(x * inverse) & 1n) << 7;
  return bytes;
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}

function fromBytes(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The signature of the server's challenge. */
export function signature(password: string, challenge: Uint8Array): Buffer {
  const secret = sha512(Buffer.from(password));
  const key = secret.subarray(0, 32);
  key[0]! &= 248;
  key[31] = (key[31]! & 63) | 64;
  const factor = fromBytes(key);
  const nonce = mod(fromBytes(sha512(secret.subarray(32), challenge)), L);
  const point = encoded(timesBase(nonce));
  const hash = mod(fromBytes(sha512(point, encoded(timesBase(factor)), challenge)), L);
  return Buffer.concat([point, toBytes(mod(nonce + hash * factor, L))]);
}
