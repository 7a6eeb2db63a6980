import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Crc32c, Crc64 } from './crc.js';
import { expectedOf, md5Of } from './digests.js';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** The check values of the CRC catalogue, https://reveng.sourceforge.io/crc-catalogue/all.htm */
describe('a checksum of S3', () => {
  const nine = Buffer.from('123456789');
  const hex = (sum: string) => Buffer.from(sum, 'base64').toString('hex');

  it.each([
    ['CRC-32C', () => new Crc32c(), 'e3069283'],
    ['CRC-64/NVME', () => new Crc64(), 'ae8b14860a799888'],
  ])('%s', (_, make, check) => {
    const whole = make();
    whole.update(nine);
    expect(hex(whole.result())).toBe(check);
    const long = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7) % 256));
    const [once, pieces] = [make(), make()];
    once.update(long);
    for (const byte of long) pieces.update(Buffer.of(byte));
    expect(pieces.result()).toBe(once.result());
  });

  it('is found in the headers, a slow one only if there is no other', () => {
    const sums = { 'x-amz-checksum-crc64nvme': 'a', 'x-amz-checksum-crc32': 'b' };
    const names = (headers: Record<string, string>) => expectedOf(headers).map(({ what }) => what);
    expect(names({ etag: `"${MD5}"`, ...sums })).toEqual(['ETag', 'CRC32']);
    expect(names({ etag: `"${MD5}-2"`, 'x-amz-checksum-crc64nvme': 'a' })).toEqual(['CRC64NVME']);
    expect(names({ 'x-amz-checksum-sha256': 'abc-2' })).toEqual([]);
    expect(names({ 'x-amz-checksum-crc32': 'a', 'x-amz-checksum-type': 'COMPOSITE' })).toEqual([]);
    for (const name of ['sha256', 'sha1'] as const) {
      const [found] = expectedOf({ [`x-amz-checksum-${name}`]: 'a' });
      found!.digest.update(nine);
      expect(found!.digest.result()).toBe(createHash(name).update(nine).digest('base64'));
    }
    const [crc] = expectedOf({ 'x-amz-checksum-crc32': 'a' });
    crc!.digest.update(nine);
    expect(hex(crc!.digest.result())).toBe('cbf43926');
  });
});

describe('the MD5 in an ETag', () => {
  it.each([
    [{ etag: `"${MD5}"` }, MD5],
    [{ etag: MD5.toUpperCase() }, MD5],
    [{ etag: `"${MD5}"`, 'x-amz-server-side-encryption': 'AES256' }, MD5],
    [{ etag: `"${MD5}-3"` }, undefined],
    [{ etag: `W/"${MD5}"` }, undefined],
    [{ etag: `"${MD5}"`, 'x-amz-server-side-encryption': 'aws:kms' }, undefined],
    [{ etag: `"${MD5}"`, 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }, undefined],
    [{}, undefined],
  ] as [Record<string, string>, string | undefined][])('of %j', (headers, sum) => {
    expect(md5Of(headers)).toBe(sum);
  });
});
