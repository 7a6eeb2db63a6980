import { contentMd5 } from './digests.js';

/** An XML body with the checksum that S3 requires. */
export function xmlBody(body: string): { body: string; ownHeaders: Record<string, string> } {
  const sum = contentMd5(body);
  return { body, ownHeaders: { 'content-type': 'application/xml', 'content-md5': sum } };
}
