import { randomBytes } from 'node:crypto';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { ApiError, badRequest } from '../errors.js';
import { seconds } from '../seconds.js';
import type { StoredObject } from '../state/store.js';
import { metadataOf } from './values.js';

export const MESSAGE = 'thread_message';

export interface ThreadMessage extends StoredObject {
  object: 'thread.message';
  thread_id: string;
  role: 'user' | 'assistant';
  content: { type: 'text'; text: { value: string; annotations: [] } }[];
  [field: string]: unknown;
}

/** Reads a message from a request: a string, or parts of text. */
export function messageOf(body: JsonRecord, thread: string): ThreadMessage {
  const { role, content, attachments } = body;
  if (role !== 'user' && role !== 'assistant') {
    throw badRequest("'role' must be user or assistant.", 'role');
  }
  if (Array.isArray(attachments) && attachments.length > 0) throw notDone('attachments');
  const parts: unknown[] = Array.isArray(content) ? content : [{ type: 'text', text: content }];
  const texts = parts.map((part) => {
    if (isRecord(part) && /^image_/.test(String(part.type))) throw notDone('content');
    if (isRecord(part) && part.type === 'text' && typeof part.text === 'string') return part.text;
    throw badRequest("'content' must be a string or an array of parts of type text.", 'content');
  });
  return newMessage(thread, role, texts, { metadata: metadataOf(body) ?? {} });
}

export function newMessage(
  thread: string,
  role: ThreadMessage['role'],
  texts: readonly string[],
  about: JsonRecord,
): ThreadMessage {
  return {
    id: `msg_${randomBytes(12).toString('hex')}`,
    object: 'thread.message',
    created_at: seconds(),
    thread_id: thread,
    status: 'completed',
    ...{ incomplete_details: null, completed_at: seconds(), incomplete_at: null },
    role,
    content: texts.map((value) => ({ type: 'text', text: { value, annotations: [] } })),
    ...{ assistant_id: null, run_id: null, attachments: null, metadata: {} },
    ...about,
  };
}

export function notDone(param: string): ApiError {
  const message = `Threads only support text here, not '${param}'. Chat completions support more: POST /v1/chat/completions.`;
  return new ApiError({ status: 501, message, param, code: 'not_served' });
}
