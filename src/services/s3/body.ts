import { contentMd5 } from './digests.js';

/** XML as a body, with the sum that S3 wants of it. */
export function xmlBody(body: string): { body: string; ownHeaders: Record<string, string> } {
  const sum = contentMd5(body);
  return { body, ownHeaders: { 'content-type': 'application/xml', 'content-md5': sum } };
}
