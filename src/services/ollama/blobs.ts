import type { Call } from '../../core/definition/call.js';
import { bytes } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { HttpError, ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { Exchange } from '../../core/http/message.js';
import { where } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { notTheApiHint } from '../../core/http/status.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { digest, withDigest } from './digest.js';
import { done } from './done.js';
import { accessHints, endpoint, headers, url } from './endpoint.js';
import type { Done, PushedBlob } from './types.js';

/** Whatever the file is: it is kept as it is. */
const ownHeaders = { 'content-type': 'application/octet-stream' };

/** Below this, sending it costs no more than asking whether it is there. */
const ASK_FIRST = 256 * 1024;

/**
 * Brings a file to the server, for CreateModel to make a model of.
 *
 * It is streamed, twice: once to know its digest, once to be sent. What the server has already is not
 * sent again.
 *
 * @returns `digest` names it in the settings of CreateModel; `status_code` is 201, or 200 where it
 * was there before.
 * @throws {InputError} There is no such file. Nothing was sent.
 * @throws {HttpError} The server refused: 400 where what arrived is not what the digest says.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#push-a-blob
 */
export const pushBlob = method('ollama', 'PushBlob', {
  effect: 'write',
  hints: {
    ...accessHints,
    400: 'What arrived is not what the digest says: has the file changed meanwhile?',
  },
  // A model has gigabytes.
  deadlines: { timeout: 24 * 3_600_000 },
  params: { url, data: bytes('The file', { example: 'model.gguf' }), headers },
  run: ({ url, data, headers }, call): Promise<PushedBlob> =>
    withDigest(data, call, async (body, digest) => {
      const to = endpoint(url, `blobs/sha256:${digest}`);
      const there = await isThere(body, to, headers, call);
      const { status_code } =
        there ?? (await done(call, 'POST', to, { headers, body, ownHeaders }));
      return { status_code, digest };
    }),
});

/** A server that has a large file already answers without reading it, and may hang up on the sender. */
async function isThere(data: Bytes, to: URL, headers: JsonRecord | undefined, call: Call) {
  if (call.dryRun || (data.size ?? 0) < ASK_FIRST) return undefined;
  try {
    const { status_code } = await head(to, headers, call);
    return status_code === 200 ? { status_code } : undefined;
  } catch (error) {
    // Whatever it has against the question: what it has against the file will be said in words.
    if (error instanceof HttpError || error instanceof ResponseError) return undefined;
    throw error;
  }
}

/**
 * Tells whether the server has a file, by its digest.
 *
 * @returns `status_code` is 200 where it has, and 404 where it has not.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#check-if-a-blob-exists
 */
export const checkBlob = method('ollama', 'CheckBlob', {
  effect: 'read',
  hints: {
    ...accessHints,
    404: (call) => `Check ${call.destination}: what answers there is not Ollama.`,
  },
  params: {
    url,
    digest: digest('SHA-256 of the file', {
      example: '29fdb92e57cf0827ded04ae6461b5931d01fa595843f55d36f5b275a52087dd2',
    }),
    headers,
  },
  async run({ url, digest, headers }, call): Promise<Done> {
    try {
      return await head(endpoint(url, `blobs/sha256:${digest}`), headers, call);
    } catch (error) {
      if (error instanceof HttpError && isMissing(error)) return { status_code: 404 };
      throw error;
    }
  },
});

/** Ollama says JSON with it: another 404 is that of a server that knows no such address. */
function isMissing({ status, headers }: HttpError): boolean {
  return status === 404 && !/^text\//i.test(headers['content-type'] ?? '');
}

function head(to: URL, headers: JsonRecord | undefined, call: Call): Promise<Done> {
  return exchange(call, 'HEAD', to, { headers }, readHead, 'read');
}

async function readHead({ answer, request, call }: Exchange): Promise<Done> {
  try {
    // There is nothing in it; but only read to its end does it leave the connection to others.
    for await (const _ of answer.body);
  } finally {
    answer.release();
  }
  const { status } = answer;
  if (!/html/i.test(answer.headers['content-type'] ?? '')) return { status_code: status };
  throw new ResponseError({
    method: call.method,
    status,
    message: `the server answered ${status} with an HTML page (${where(request)})`,
    hint: notTheApiHint(call),
  });
}
