import { describe, expect, it } from 'vitest';
import { algorithmsOf } from './algorithms.js';

describe('algorithmsOf', () => {
  const { kex, cipher } = algorithmsOf();

  it('adds at the end, at the beginning, removes by pattern, and replaces', () => {
    const old = 'diffie-hellman-group1-sha1';
    expect(algorithmsOf({ kex: `+${old}` }).kex).toEqual([...kex, old]);
    expect(algorithmsOf({ kex: `^${old}, ecdh-sha2-nistp521` }).kex.slice(0, 2)).toEqual([
      old,
      'ecdh-sha2-nistp521',
    ]);
    expect(algorithmsOf({ cipher: '-*-gcm@openssh.com' }).cipher).toEqual(
      cipher.filter((name) => !name.includes('gcm')),
    );
    expect(algorithmsOf({ kex: old }).kex).toEqual([old]);
    expect(algorithmsOf({ kex: `+${kex[0]}` }).kex).toEqual(kex);
  });

  it('refuses unknown names and empty lists', () => {
    expect(() => algorithmsOf({ kex: '+sntrup761x25519-sha512' })).toThrow(
      /^kex "sntrup761x25519-sha512" is not supported, only curve25519-sha256, /,
    );
    expect(() => algorithmsOf({ cipher: '-*' })).toThrow('cipher is empty');
    expect(() => algorithmsOf({ cipher: ' ' })).toThrow('cipher is empty');
  });
});
