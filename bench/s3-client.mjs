import { Readable } from 'node:stream';
import { getObject, putObject } from '../dist/services/s3.js';

const [what, url, path] = process.argv.slice(2);
const basic = { URL: url, AccessKey: 'key', SecretKey: 'secret', Region: 'us-east-1' };
const at = { name: 'large.bin', bucket: 'bucket', basic };
const started = process.hrtime.bigint();

/** As it arrives from a pipe. */
function* pieces() {
  for (let left = 2 ** 30; left > 0; left -= 65536) yield Buffer.alloc(65536);
}

if (what !== 'down') {
  const data = what === 'up' ? path : Readable.from(pieces(), { objectMode: false });
  const { response } = await putObject({ ...at, data });
  const { ETag } = response.CompleteMultipartUploadResult;
  if (Number.parseInt(ETag.slice(1), 10) < 2 ** 30) throw new Error(`only ${ETag} bytes arrived`);
} else {
  const { bytes } = await getObject(at, { saveTo: path });
  if (bytes !== 2 ** 30) throw new Error(`only ${bytes} bytes arrived`);
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS / 1024 }));
