import type { Call } from '../core/definition/call.js';
import type { HttpRequest } from '../core/http/message.js';
import { parseExact } from '../core/json/parse.js';
import { writeJson } from '../core/json/write.js';
import { isRecord } from '../core/util/is-record.js';
import { modelNamed } from './engines/gguf/model-files.js';

/**
 * In-process, a request may name its model by the path of a file. Only one of a user or a program: others
 * are not allowed to choose what is read.
 */
export async function withModelFile(request: HttpRequest, call: Call): Promise<HttpRequest> {
  const { body } = request;
  if (body?.kind !== 'text' || !call.access.trusted || !/\.gguf"/i.test(body.text)) return request;
  const fields = parseExact(body.text);
  if (!isRecord(fields) || typeof fields.model !== 'string') return request;
  const text = writeJson({ ...fields, model: await modelNamed(fields.model) });
  return { ...request, body: { ...body, text, length: Buffer.byteLength(text) } };
}
