import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { request } from '../../core/http/request.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Fields, ONLY_IN_QUERY } from './fields.js';
import type { Message } from './types.js';
import { common, endpoint } from './wire.js';

/** The longest text of a message, in bytes: ntfy turns a longer one into an attachment. */
const LONGEST = 4096;

interface Publishing {
  url: string;
  topic: string;
  message: string;
  token?: string | undefined;
  options?: Fields | undefined;
  file?: Bytes | undefined;
}

/** Publishes a message. */
export async function publish(
  { url, topic, message, token, options = {}, file }: Publishing,
  call: Call,
): Promise<Message> {
  const spec = common(token, call);
  const length = Buffer.byteLength(message);
  if (file && length > LONGEST) throw tooLong(call, length);
  if (length > LONGEST) notice(call, length);
  const isJson = !file && length <= LONGEST && !needsQuery(options);
  const answer = isJson
    ? // As JSON, because the headers of HTTP cannot hold every title.
      request(call, 'POST', endpoint(url), { ...spec, json: { topic, message, ...options } })
    : request(call, 'PUT', endpoint(url, topic), {
        ...spec,
        ownHeaders: { ...spec.ownHeaders, 'content-type': 'application/octet-stream' },
        query: { ...queryOf(options, file), ...(file && message !== '' && { message }) },
        body: file ?? message,
      });
  return (await answer) as Message;
}

function needsQuery(options: Fields): boolean {
  return typeof options.actions === 'string' || ONLY_IN_QUERY.some((name) => name in options);
}

/** The fields as ntfy reads them from a query, where text may have any characters. */
function queryOf({ tags, actions, markdown, ...others }: Fields, file?: Bytes): JsonRecord {
  return {
    ...(file?.name !== undefined && { filename: file.name }),
    ...others,
    ...(tags && { tags: tags.join(',') }),
    ...(actions && { actions: typeof actions === 'string' ? actions : JSON.stringify(actions) }),
    ...(markdown !== undefined && { markdown: markdown ? 'yes' : 'no' }),
  };
}

function notice({ options }: Call, length: number): void {
  const message = `The message has ${length} bytes: ntfy turns more than ${LONGEST} into an attachment`;
  options.onNotice?.({ severity: 'NOTICE', message });
}

function tooLong({ method }: Call, length: number): InputError {
  const message = `the message has ${length} bytes, but with a file it can have at most ${LONGEST}`;
  return new InputError({ method, param: 'message', message });
}
