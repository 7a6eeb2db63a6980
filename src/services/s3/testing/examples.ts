import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import s3rver from 's3rver/package.json' with { type: 'json' };
import {
  type Examples,
  MOMENT,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { start } from '../../../../test/support/server.js';
import { isSigned, startStorage, xml } from './storage.js';

const storage = await startStorage();
const STORAGE = `S3rver ${s3rver.version}, a test server by other developers`;
const settings = await startSettings();
const SETTINGS = 'a test server that checks signatures and stores bucket settings like S3';
const SHOWN = 'http://localhost:9000';

export const examples: Examples = {
  async run(stage) {
    stage.set({ S3_ACCESS: 'S3RVER', S3_SECRET: SENTINEL });
    maskRuns(stage);
    await files(stage);
    stage.answeredBy(NO_SERVER);
    await stage.example(basicFrom(storage, 'basic.json'));
    await stage.prepare(basicFrom(settings.url, 'settings.json'));
    stage.answeredBy(STORAGE);
    await buckets(stage);
    await objects(stage);
    await parts(stage);
    await byHand(stage);
    stage.answeredBy(NO_SERVER);
    await links(stage);
    stage.answeredBy(STORAGE);
    await folders(stage);
    await endings(stage);
    stage.answeredBy(SETTINGS);
    await bucketSettings(stage);
  },
};

function basicFrom(url: string, file: string): string {
  const keys = '--access env:S3_ACCESS --secret env:S3_SECRET --region us-east-1';
  return `oint s3 GetBasicDataStructure --url ${url} ${keys} --out ${file} && cat ${file}`;
}

/**
 * Stores settings of a bucket or object (`?encryption`) and returns them, which S3rver cannot. It
 * only accepts requests with a valid signature.
 */
function startSettings() {
  const kept = new Map<string, string>();
  return start((request, response) => {
    const { method, path, body } = request;
    if (!isSigned(request, SENTINEL)) {
      xml(response, '<Error><Code>SignatureDoesNotMatch</Code></Error>', 403);
    } else if (request.headers['x-amz-copy-source']) {
      xml(response, COPIED_PART);
    } else if (method === 'PUT') {
      kept.set(path, String(body));
      response.end();
    } else if (method === 'DELETE') {
      kept.delete(path);
      response.writeHead(204).end();
    } else {
      xml(response, path.includes('?versions') ? VERSIONS : kept.get(path)!);
    }
  });
}

/** In the format of https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
const COPIED_PART = `<CopyPartResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <LastModified>2026-01-01T12:00:00.000Z</LastModified>
  <ETag>"9b2cf535f27731c974343645a3985328"</ETag>
</CopyPartResult>`;

/** In the format of https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
const VERSIONS = `<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>docs</Name>
  <IsTruncated>false</IsTruncated>
  <Version>
    <Key>report.txt</Key>
    <VersionId>3HL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY</VersionId>
    <IsLatest>true</IsLatest>
    <LastModified>2026-01-01T12:00:00.000Z</LastModified>
    <ETag>"fba9dede5f27731c9771645a39863328"</ETag>
    <Size>434234</Size>
    <StorageClass>STANDARD</StorageClass>
  </Version>
</ListVersionsResult>`;

function maskRuns({ mask }: Stage): void {
  mask(storage, SHOWN);
  mask(settings.url, SHOWN);
  mask('settings.json', 'basic.json');
  mask(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, MOMENT.iso);
  mask(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, MOMENT.http);
  mask(/S3RVER%2F\d{8}/g, 'KEY%2F20260101');
  mask(/\d{8}T\d{6}Z/g, '20260101T120000Z');
  mask(/X-Amz-Signature=\w+/g, 'X-Amz-Signature=…');
}

async function files({ folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'report.txt'), 'Sales of 2026\n');
}

async function buckets({ example }: Stage): Promise<void> {
  await example('oint s3 CreateBucket --name docs --basic basic.json');
  await example('oint s3 HeadBucket --name docs --basic basic.json');
  await example('oint s3 ListBuckets --basic basic.json');
}

async function objects({ example }: Stage): Promise<void> {
  const at = '--name report.txt --bucket docs --basic basic.json';
  await example(`oint s3 PutObject ${at} --data report.txt`);
  await example(`oint s3 UploadFullObject ${at} --data report.txt`);
  await example(`oint s3 HeadObject ${at}`);
  await example(`oint s3 GetObject ${at}`);
  await example('oint s3 ListObjects --bucket docs --basic basic.json');
  await example(
    'oint s3 CopyObject --sname report.txt --sbucket docs --name copy.txt --bucket docs --basic basic.json',
  );
  await example(`oint s3 PutObjectTagging ${at} --tagset "{'project':'alpha'}"`);
  await example(`oint s3 GetObjectTagging ${at}`);
}

async function parts({ example, number }: Stage): Promise<void> {
  const at = '--name video.mp4 --bucket docs --basic basic.json';
  const idOf = (text: string) =>
    JSON.parse(text).response.InitiateMultipartUploadResult.UploadId as string;
  const id = idOf(await example(`oint s3 InitPartsUpload ${at}`));
  number(new RegExp(id, 'g'), 'upload-');
  const sent = await example(
    `oint s3 UploadObjectPart ${at} --upload ${id} --part 1 --content report.txt`,
  );
  const tag = JSON.parse(sent).headers.ETag as string;
  await example(`oint s3 FinishPartsUpload ${at} --upload ${id} --tags '[${JSON.stringify(tag)}]'`);
}

async function byHand({ example }: Stage): Promise<void> {
  const basic = `"{'URL':'${storage}/docs/hello.txt','AccessKey':'env:S3_ACCESS','SecretKey':'env:S3_SECRET','Region':'us-east-1'}"`;
  await example(
    `oint s3 SendRequestWithBody --method PUT --body "data:text/plain,Hello!" --basic ${basic}`,
  );
  await example(`oint s3 SendRequestWithoutBody --method GET --basic ${basic}`);
}

async function links({ example }: Stage): Promise<void> {
  const at = '--name report.txt --bucket docs --basic basic.json';
  await example(`oint s3 GetObjectDownloadLink ${at} --expires 3600`);
  await example(`oint s3 GetObjectUploadLink ${at} --expires 3600`);
}

async function folders({ example, folder }: Stage): Promise<void> {
  await mkdir(join(folder, 'site', 'css'), { recursive: true });
  await writeFile(join(folder, 'site', 'index.html'), '<h1>Sales</h1>\n');
  await writeFile(join(folder, 'site', 'css', 'main.css'), 'h1 { color: green }\n');
  const at = '--folder site --bucket docs --prefix site --basic basic.json';
  await example(`oint s3 UploadFolder ${at} --exclude "['*.css']"`);
  await example(`oint s3 Sync ${at} --delete`);
  await example('oint s3 SaveFolder --folder copy --bucket docs --prefix site --basic basic.json');
  await example('oint s3 DeleteFolder --bucket docs --prefix site/css --basic basic.json');
}

async function endings({ example, prepare }: Stage): Promise<void> {
  await example('oint s3 DeleteObject --name copy.txt --bucket docs --basic basic.json');
  await example(
    `oint s3 DeleteObjects --names "['hello.txt','video.mp4']" --bucket docs --basic basic.json`,
  );
  await prepare('oint s3 CreateBucket --name empty --basic basic.json');
  await example('oint s3 DeleteBucket --name empty --basic basic.json');
}

async function bucketSettings({ example, folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'encryption.xml'), ENCRYPTION);
  const docs = '--name docs --basic settings.json';
  await example(`oint s3 PutBucketEncryption ${docs} --conf encryption.xml`);
  await example(`oint s3 GetBucketEncryption ${docs}`);
  await example(`oint s3 DeleteBucketEncryption ${docs}`);
  await example(`oint s3 PutBucketTagging ${docs} --tagset "{'project':'alpha','year':2026}"`);
  await example(`oint s3 GetBucketTagging ${docs}`);
  await example(`oint s3 DeleteBucketTagging ${docs}`);
  await example(`oint s3 PutBucketVersioning ${docs} --status true`);
  await example(`oint s3 GetBucketVersioning ${docs}`);
  await example(
    'oint s3 AbortMultipartUpload --name video.mp4 --bucket docs --basic settings.json --upload VXBsb2FkIElE',
  );
  await example(
    'oint s3 UploadPartCopy --sname clip.mp4 --sbucket docs --name video.mp4 --bucket docs --basic settings.json --upload VXBsb2FkIElE --part 1',
  );
  await example('oint s3 ListObjectVersions --bucket docs --basic settings.json');
  await example(
    'oint s3 DeleteObjectTagging --name report.txt --bucket docs --basic settings.json',
  );
}

const ENCRYPTION = `<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Rule>
    <ApplyServerSideEncryptionByDefault>
      <SSEAlgorithm>AES256</SSEAlgorithm>
    </ApplyServerSideEncryptionByDefault>
  </Rule>
</ServerSideEncryptionConfiguration>
`;
