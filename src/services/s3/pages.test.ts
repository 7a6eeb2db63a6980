import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { home, oint } from '../../../test/support/oint.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { pool } from '../../core/util/pool.js';
import * as s3 from './index.js';
import { basicFor, startRecorder, startStorage, xml } from './testing/storage.js';

const storage = await startStorage();
const basic = basicFor(storage);
/** More than a storage puts on one page. */
const keys = Array.from({ length: 1203 }, (_, at) => `object ${String(at).padStart(4, '0')}`);
const bucket = 'many';
await s3.createBucket({ bucket, basic });
await pool(keys, { limit: 16 }, async (name) => {
  await s3.putObject({ name, bucket, basic, data: Buffer.from('x') });
});

describe('objects of more than one page', () => {
  const line = ['s3', 'ListObjects', '--bucket', bucket, '--basic', JSON.stringify(basic)];
  const next = 'this is only one page of the list; --all gets all pages';

  it('are each an item of the stream', async () => {
    const found: string[] = [];
    for await (const object of await s3.listObjects.stream({ bucket, basic })) {
      found.push(object.Key);
    }
    expect(found).toEqual(keys);
  });

  it('are each a line of a file', async () => {
    const out = join(home, 'all.csv');
    const { stdout, stderr, status } = await oint([...line, '--all', '--out', out]);
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
    const [head, ...lines] = (await readFile(out, 'utf8')).trimEnd().split('\r\n');
    expect(head).toBe('Key,LastModified,ETag,Size,StorageClass');
    expect(lines.map((text) => text.split(',')[0])).toEqual(keys);
    await oint([...line, '--all', '--out', join(home, 'all.jsonl')]);
    const rows = (await readFile(join(home, 'all.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row).Key)).toEqual(keys);
  });

  it('are all a list, of which a part can be chosen', async () => {
    const all = await oint([...line, '--all', '--query', 'length(@)']);
    expect(all).toMatchObject({ stdout: '1203\n', stderr: '', status: 0 });
  });

  it('are one page without --all, and standard error says so', async () => {
    const out = join(home, 'page.csv');
    const { stderr, status } = await oint([...line, '--out', out]);
    expect((await readFile(out, 'utf8')).trimEnd().split('\r\n')).toHaveLength(1001);
    expect({ stderr, status }).toEqual({ stderr: `oint: ${next}\n`, status: 0 });
    const printed = await oint([...line, '--query', 'response.ListBucketResult.IsTruncated']);
    expect(printed).toMatchObject({ stdout: 'true\n', stderr: `oint: ${next}\n` });
    const last = await oint([...line, '--prefix', 'object 12']);
    expect(last.stderr).toBe('');
  });

  it('begin where the caller says', async () => {
    const { response } = await s3.listObjects({ bucket, basic });
    const continuationToken = response.ListBucketResult.NextContinuationToken!;
    const found: string[] = [];
    for await (const { Key } of await s3.listObjects.stream({ bucket, basic, continuationToken })) {
      found.push(Key);
    }
    expect(found).toEqual(keys.slice(1000));
  });
});

/** The places of the next page, as AWS’s reference of each operation describes them. */
describe('the next page', () => {
  async function requested<T>(
    pages: readonly string[],
    list: (basic: JsonRecord) => Promise<AsyncIterable<T>>,
  ): Promise<{ rows: T[]; queries: string[] }> {
    const server = await startRecorder((_, response, index) => xml(response, pages[index]!));
    const rows: T[] = [];
    for await (const row of await list(basicFor(server.url))) rows.push(row);
    return { rows, queries: server.requests.map(({ path }) => path.replace(/^[^?]*\?/, '')) };
  }

  it('is requested when the rows before it were read', async () => {
    const page = (more: string) =>
      `<ListBucketResult><Contents><Key>a</Key></Contents>${more}</ListBucketResult>`;
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>';
    const server = await startRecorder((_, response, index) =>
      xml(response, page(index === 0 ? more : '')),
    );
    const rows = await s3.listObjects.stream({ bucket, basic: basicFor(server.url) });
    const reading = rows[Symbol.asyncIterator]();
    await reading.next();
    expect(server.requests).toHaveLength(1);
    await reading.next();
    expect(server.requests).toHaveLength(2);
    expect((await reading.next()).done).toBe(true);
  });

  it('of versions begins at a name and a version', async () => {
    const first =
      '<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>a%20b%2Bc</NextKeyMarker><NextVersionIdMarker>v/1=</NextVersionIdMarker><Version><Key>a%20b%2Bc</Key><VersionId>v/1=</VersionId></Version></ListVersionsResult>';
    const last =
      '<ListVersionsResult><IsTruncated>false</IsTruncated><DeleteMarker><Key>b</Key><VersionId>2</VersionId></DeleteMarker></ListVersionsResult>';
    const { rows, queries } = await requested([first, last], (basic) =>
      s3.listObjectVersions.stream({ bucket, basic, prefix: 'p' }),
    );
    expect(queries).toEqual([
      'versions&encoding-type=url&prefix=p',
      'versions&encoding-type=url&prefix=p&version-id-marker=v%2F1%3D&key-marker=a%20b%2Bc',
    ]);
    expect(rows).toEqual([
      { Key: 'a b+c', VersionId: 'v/1=', DeleteMarker: 'false' },
      { Key: 'b', VersionId: '2', DeleteMarker: 'true' },
    ]);
  });

  it('of buckets begins at a token', async () => {
    const page = (name: string, more = '') =>
      `<ListAllMyBucketsResult><Buckets><Bucket><Name>${name}</Name></Bucket></Buckets>${more}</ListAllMyBucketsResult>`;
    const { rows, queries } = await requested(
      [page('a', '<ContinuationToken>t/1=</ContinuationToken>'), page('b')],
      (basic) => s3.listBuckets.stream({ basic, prefix: 'p' }),
    );
    expect(rows).toEqual([{ Name: 'a' }, { Name: 'b' }]);
    expect(queries).toEqual(['prefix=p', 'prefix=p&continuation-token=t%2F1%3D']);
  });

  it('of an older storage begins at the last name', async () => {
    // What it sends for a request of the first version: it does not know the second.
    const page = (name: string, truncated: boolean) =>
      `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${truncated}</IsTruncated><Contents><Key>${name}</Key></Contents></ListBucketResult>`;
    const { rows, queries } = await requested([page('a%2Bb', true), page('c', false)], (basic) =>
      s3.listObjects.stream({ bucket, basic }),
    );
    expect(rows).toEqual([{ Key: 'a+b' }, { Key: 'c' }]);
    expect(queries[1]).toBe('list-type=2&encoding-type=url&marker=a%2Bb');
  });

  it('of a storage that names no next page is an error', async () => {
    const pages = Array(3).fill(
      '<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>',
    );
    const error = await failure(
      requested(pages, (basic) => s3.listObjectVersions.stream({ bucket, basic })),
      ResponseError,
    );
    expect(error.message).toMatch(/the server returned the same next page twice/);
  });
});

describe('the options of a list', () => {
  it('start after a name, and stop at a delimiter', async () => {
    const { response } = await s3.listObjects({
      bucket,
      basic,
      startAfter: 'object 1199',
      maxKeys: 2,
    });
    const { Contents, IsTruncated, MaxKeys } = response.ListBucketResult;
    expect(Contents.map(({ Key }) => Key)).toEqual(['object 1200', 'object 1201']);
    expect({ IsTruncated, MaxKeys }).toEqual({ IsTruncated: 'true', MaxKeys: '2' });
    const rows: object[] = [];
    const list = await s3.listObjects.stream({
      bucket,
      basic,
      prefix: 'object 12',
      delimiter: '0',
    });
    for await (const row of list) rows.push(row);
    expect(rows).toContainEqual({ Key: 'object 120' });
  });

  it('are all sent', async () => {
    const server = await startRecorder((_, response) => xml(response, '<ListVersionsResult/>'));
    const storage = basicFor(server.url);
    const more = { prefix: 'a/', keyMarker: 'a/b c', versionId: 'v', delimiter: '/', maxKeys: 7 };
    await s3.listObjectVersions({ bucket, basic: storage, ...more });
    expect(server.requests[0]!.path).toBe(
      '/many?versions&encoding-type=url&prefix=a%2F&version-id-marker=v&key-marker=a%2Fb%20c&delimiter=%2F&max-keys=7',
    );
  });

  it('without a token, the next page follows the last name or folder', async () => {
    const pages = [
      '<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a</Key></Contents><CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes></ListBucketResult>',
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>c/</NextMarker><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes></ListBucketResult>',
      '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>',
    ];
    const server = await startRecorder((_, response, index) => xml(response, pages[index]!));
    const rows: string[] = [];
    const list = await s3.listObjects.stream({
      bucket,
      basic: basicFor(server.url),
      delimiter: '/',
    });
    for await (const { Key } of list) rows.push(Key);
    expect(rows).toEqual(['a', 'b/', 'c/']);
    const markers = server.requests.map(({ path }) => /marker=([^&]*)/.exec(path)?.[1]);
    expect(markers).toEqual([undefined, 'b%2F', 'c%2F']);
  });
});
