import crypto, { createHash, createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import S3rver from 's3rver';
import { afterAll } from 'vitest';
import { folder } from '../../../../test/support/folder.js';
import { type Received, start } from '../../../../test/support/server.js';

const SECRET = 'S3RVER';

/** The basic data for a storage at this address. */
export function basicFor(URL: string, further: Record<string, unknown> = {}) {
  return { URL, AccessKey: 'S3RVER', SecretKey: SECRET, Region: 'us-east-1', ...further };
}

/** A real storage on a free port; it does not check signatures: see `isSigned`. */
export async function startStorage(): Promise<string> {
  giveDes();
  const directory = await folder();
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory });
  const { port } = await server.run();
  afterAll(() => server.close());
  return `http://127.0.0.1:${port}`;
}

/**
 * S3rver encrypts the place of the next page with DES, which OpenSSL 3 no longer has: without this
 * it answers 500 to lists of more than a page. Triple DES with one key three times is the same.
 */
function giveDes(): void {
  for (const name of ['createCipheriv', 'createDecipheriv'] as const) {
    const original = crypto[name] as (
      algorithm: string,
      key: Buffer,
      ...rest: unknown[]
    ) => unknown;
    const withDes = (algorithm: string, key: Buffer, ...rest: unknown[]) =>
      algorithm === 'des'
        ? original('des-ede3-cbc', Buffer.concat([key, key, key]), ...rest)
        : original(algorithm, key, ...rest);
    Object.assign(crypto, { [name]: withDes });
  }
}

export type Respond = (request: Received, response: ServerResponse, index: number) => void;

/** A storage with scripted responses, which refuses requests without a valid signature. */
export function startRecorder(respond: Respond = (_, response) => response.end()) {
  return start((request, response, index) => {
    if (isSigned(request)) respond(request, response, index);
    else xml(response, '<Error><Code>SignatureDoesNotMatch</Code></Error>', 403);
  });
}

export function xml(response: ServerResponse, text: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}

/**
 * Whether a request has a valid S3 signature, computed only from what was received. Follows
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function isSigned({ method, path, headers, body }: Received, secret = SECRET): boolean {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!found) return false;
  const [, , day, region, service, names, signature] = found as unknown as string[];
  const [, route = '', query = ''] = /^([^?]*)\??(.*)$/.exec(path)!;
  const pairs = query.split('&').filter(Boolean);
  const all = pairs.map((pair) => (pair.includes('=') ? pair : `${pair}=`)).sort();
  const payload = String(headers['x-amz-content-sha256']);
  const canonical = [
    method,
    route,
    all.join('&'),
    ...names!.split(';').map((name) => `${name}:${headers[name]}`),
    '',
    names,
    payload,
  ].join('\n');
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha(body)) return false;
  if (Object.keys(headers).some((name) => name.startsWith('x-amz-') && !names!.includes(name))) {
    return false;
  }
  const date = String(headers['x-amz-date']);
  const text = `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/${service}/aws4_request\n${sha(canonical)}`;
  const hmac = (key: string | Buffer, data: string) =>
    createHmac('sha256', key).update(data).digest();
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day!), region!), service!), 'aws4_request');
  return hmac(key, text).toString('hex') === signature;
}

function sha(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

export function md5(data: string | Uint8Array): string {
  return createHash('md5').update(data).digest('hex');
}
