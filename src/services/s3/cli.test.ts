import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bash, home, oint, startOint } from '../../../test/support/oint.js';
import { startRecorder, startStorage, xml } from './testing/storage.js';

const URL = await startStorage();
const env = { S3_ACCESS: 'S3RVER', S3_SECRET: 'S3RVER' };
const basic = `{'URL':'${URL}','AccessKey':'env:S3_ACCESS','SecretKey':'env:S3_SECRET','Region':'us-east-1'}`;
const s3 = (...args: string[]) => oint(['s3', ...args, '--basic', basic], { env });
await s3('CreateBucket', '--name', 'my-bucket');

describe('oint s3', () => {
  it('creates the basic data without looking up secrets', async () => {
    const line = [
      'GetBasicDataStructure',
      '--url',
      URL,
      '--access',
      'S3RVER',
      '--secret',
      'env:S3_SECRET',
    ];
    const { stdout, status } = await oint(['s3', ...line, '--region', 'us-east-1']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      URL,
      AccessKey: 'S3RVER',
      SecretKey: 'env:S3_SECRET',
      Region: 'us-east-1',
      Service: 's3',
    });
    const file = join(home, 'basic.json');
    await writeFile(file, stdout);
    const listed = await oint(['s3', 'ListBuckets', '--basic', file], { env });
    expect(listed.stdout).toContain('"Name":"my-bucket"');
    // Or save it in the config.
    const all = await oint(['s3', 'ListBuckets'], { env: { ...env, OINT_S3_BASIC: stdout } });
    expect(all.stdout).toContain('"Name":"my-bucket"');
  });

  it('uploads an object from a pipe and downloads it to one', async () => {
    const script = `head -c 6000000 /dev/zero | tr '\\0' x | oint s3 PutObject --name piped --bucket my-bucket --data - --basic "$B" --query status &&
      oint s3 GetObject --name piped --bucket my-bucket --basic "$B" | wc -c`;
    const { stdout } = await bash(script, {
      env: { ...env, B: basic.replace('}', ",'ChunkSize':5242880}") },
    });
    expect(stdout.split(/\s+/).filter(Boolean)).toEqual(['200', '6000000']);
  });

  it('writes a list as a table', async () => {
    await writeFile(join(home, 'one.txt'), 'one');
    await s3('PutObject', '--name', 'a,b.txt', '--bucket', 'my-bucket', '--data', 'one.txt');
    const out = join(home, 'list.csv');
    await s3('ListObjects', '--bucket', 'my-bucket', '--prefix', 'a,', '--out', out);
    expect(await readFile(out, 'utf8')).toMatch(
      /^Key,LastModified,ETag,Size,StorageClass\r\n"a,b\.txt",/,
    );
  });

  it('reads the encryption configuration from a file', async () => {
    const server = await startRecorder();
    const conf = join(home, 'encryption.xml');
    await writeFile(conf, '<ServerSideEncryptionConfiguration/>');
    const own = basic.replace(URL, server.url);
    const line = ['s3', 'PutBucketEncryption', '--name', 'my-bucket', '--basic', own, '--conf'];
    expect(await oint([...line, conf], { env })).toMatchObject({ status: 0, stderr: '' });
    expect(server.requests[0]!.body.toString()).toBe('<ServerSideEncryptionConfiguration/>');
    const wrong = await oint([...line, 'missing.xml'], { env });
    expect(wrong).toMatchObject({ status: 2 });
    expect(wrong.stderr).toMatch(/--conf: cannot read missing\.xml: no such file/);
  });

  it('deletes what it has uploaded when it is interrupted', async () => {
    let begun = () => {};
    const waiting = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const server = await startRecorder(({ method, path }, response) => {
      if (path.endsWith('?uploads')) {
        xml(
          response,
          '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
        );
      } else if (method === 'DELETE') response.writeHead(204).end();
      else begun();
    });
    await writeFile(join(home, 'large.bin'), Buffer.alloc(12_000_000));
    const own = basic.replace(URL, server.url).replace('}', ",'ChunkSize':5242880}");
    const line = [
      'PutObject',
      '--name',
      'a',
      '--bucket',
      'b',
      '--data',
      'large.bin',
      '--basic',
      own,
    ];
    const running = startOint(['s3', ...line], { env });
    await waiting;
    running.signal('SIGINT');
    expect(await running.ended).toMatchObject({ status: 130 });
    // A part in progress may be recorded after it: its body was sent before.
    const removed = server.requests.filter(({ method }) => method === 'DELETE');
    expect(removed.map(({ path }) => path)).toEqual(['/b/a?uploadId=u']);
  });
});

const curl = spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const version = Number(/^curl (\d+\.\d+)/.exec(curl)?.[1]?.replace(/\.(\d)$/, '.0$1') ?? 0);
const why = version >= 7.75 ? '' : ' (skipped: there is no curl that signs)';

describe('a dry run', () => {
  it.skipIf(version < 7.75)(
    `shows a curl command that does the same, without the secret${why}`,
    async () => {
      const server = await startRecorder();
      const own = basic.replace(URL, server.url);
      const common = ['--basic', own, '--dry-run'];
      const data = join(home, 'one.txt');
      await writeFile(data, 'one');
      const lines = [
        ['PutObject', '--name', "a b/'é'.txt", '--bucket', 'my-bucket', '--data', data],
        ['HeadObject', '--name', 'a', '--bucket', 'my-bucket'],
        ['ListObjects', '--bucket', 'my-bucket', '--prefix', 'a'],
        ['PutBucketTagging', '--name', 'my-bucket', '--tagset', "{'a':'<b>'}"],
      ];
      for (const line of lines) {
        const { stdout, status } = await oint(['s3', ...line, ...common], { env });
        expect(status, stdout).toBe(0);
        expect(stdout).toContain('--aws-sigv4 aws:amz:us-east-1:s3');
        expect(stdout).not.toContain('S3RVER');
        const before = server.requests.length;
        await bash(stdout.replace(/^curl/, 'curl -s'), {
          env: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
        });
        expect(server.requests.length, stdout).toBe(before + 1);
      }
      const [put, head, list, tags] = server.requests;
      expect(put).toMatchObject({ method: 'PUT', path: '/my-bucket/a%20b/%27%C3%A9%27.txt' });
      expect(put!.body.toString()).toBe('one');
      expect(head).toMatchObject({ method: 'HEAD', path: '/my-bucket/a' });
      expect(list).toMatchObject({ method: 'GET' });
      expect(tags!.body.toString()).toContain('<Value>&lt;b&gt;</Value>');
    },
  );
});
