import type { Call } from '../../core/definition/call.js';
import { bytes } from '../../core/definition/kinds/index.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { method } from '../../core/definition/method.js';
import { HttpError, ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { Exchange } from '../../core/http/message.js';
import { readAll, where } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { notTheApiHint } from '../../core/http/status.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { digest, withDigest } from './digest.js';
import { done } from './done.js';
import { accessHints, endpoint, headers, url } from './endpoint.js';
import type { Done, PushedBlob } from './types.js';

/** A file of any type, stored unchanged. */
const ownHeaders = { 'content-type': 'application/octet-stream' };

/** Below this size, sending a file costs no more than asking whether the server has it. */
const ASK_FIRST = 256 * 1024;

/**
 * Uploads a file to the server for CreateModel.
 *
 * It is streamed twice: to compute its digest, and to send it. A file that the server already has
 * is not sent again.
 *
 * @returns `digest` identifies it in the settings of CreateModel; `status_code` is 201, or 200 if
 * the server already had it.
 * @throws {InputError} The file does not exist. Nothing was sent.
 * @throws {HttpError} The server refused: 400 if the data does not match the digest.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#push-a-blob
 */
export const pushBlob = method('ollama', 'PushBlob', {
  effect: 'write',
  hints: {
    ...accessHints,
    400: 'The data does not match its digest. Check whether the file has changed in the meantime.',
  },
  // A model can have gigabytes.
  deadlines: LARGE_DATA,
  params: { url, data: bytes('Contents of the file', { example: 'model.gguf' }), headers },
  run: ({ url, data, headers }, call): Promise<PushedBlob> =>
    withDigest(data, call, async (body, digest) => {
      const to = endpoint(url, `blobs/sha256:${digest}`);
      const there = await isThere(body, to, headers, call);
      const { status_code } =
        there ?? (await done(call, 'POST', to, { headers, body, ownHeaders }));
      return { status_code, digest };
    }),
});

/**
 * If the server already has a large file, it responds without reading it, and may close the
 * connection.
 */
async function isThere(data: Bytes, to: URL, headers: JsonRecord | undefined, call: Call) {
  if (call.dryRun || (data.size ?? 0) < ASK_FIRST) return undefined;
  try {
    const { status_code } = await head(to, headers, call);
    return status_code === 200 ? { status_code } : undefined;
  } catch (error) {
    // Ignore errors of this check: errors about the file itself will follow when it is sent.
    if (error instanceof HttpError || error instanceof ResponseError) return undefined;
    throw error;
  }
}

/**
 * Checks whether the server has a file, by its digest.
 *
 * @returns `status_code` is 200 if it has, and 404 if it has not.
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

/** Ollama sends JSON with its 404; another 404 is from a server that does not know the URL. */
function isMissing({ status, headers }: HttpError): boolean {
  return status === 404 && !/^text\//i.test(headers['content-type'] ?? '');
}

function head(to: URL, headers: JsonRecord | undefined, call: Call): Promise<Done> {
  return exchange(call, 'HEAD', to, { headers }, readHead, 'read');
}

async function readHead(exchange: Exchange): Promise<Done> {
  const { answer, request, call } = exchange;
  // It is empty, but the connection can only be reused after it has been read.
  await readAll(exchange);
  const { status } = answer;
  if (!/html/i.test(answer.headers['content-type'] ?? '')) return { status_code: status };
  throw new ResponseError({
    method: call.method,
    status,
    message: `the server returned status ${status} with an HTML page (${where(request)})`,
    hint: notTheApiHint(call),
  });
}
