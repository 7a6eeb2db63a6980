import type { Call } from '../../core/definition/call.js';
import { InputError, type OintError, ResponseError } from '../../core/errors/errors.js';
import type { Exchange } from '../../core/http/message.js';
import { packets } from '../../core/http/packets.js';
import { checkParts, where } from '../../core/http/read.js';
import { savedFile } from '../../core/http/save.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { exceptionError, exceptionIn, named } from './exceptions.js';
import { formatFor, isJson, isJsonLines } from './formats.js';
import { type Sent, send } from './http-send.js';
import { PLAIN_ERRORS } from './own-settings.js';
import type { Query } from './request.js';
import { rowsIn, rowsOfBody } from './rows.js';
import type { Session } from './session.js';
import { type TailRules, withoutException } from './tail.js';
import type { HttpTarget } from './target.js';
import type { Executed } from './types.js';
import { outputValue } from './value.js';

/** Requests over HTTP: https://clickhouse.com/docs/interfaces/http */

/** The whole result of a request. */
export function execute(
  call: Call,
  target: HttpTarget,
  query: Query,
  session: Session | undefined,
): Promise<Executed> {
  const given = { query, session, format: query.format ?? 'JSON', waits: true };
  return send(call, target, given, async (found, sent) => {
    const output = await whole(found, sent);
    const format = formatIn(found, sent);
    if (isJson(format)) checkParts(output, found);
    const body = outputValue(output, format, call, (text) => failed(found, text));
    return { result: true, status: found.answer.status, body, headers: found.answer.headers };
  });
}

/** Saves the result to a file as it arrives, complete or not at all. */
export async function save(
  call: Call,
  target: HttpTarget,
  query: Query,
  session: Session | undefined,
  path: string,
): Promise<Executed> {
  const format = formatFor(path, query.format);
  const given = { query, session, format, waits: false };
  let answer: Exchange['answer'] | undefined;
  const saved = async (
    found: Exchange,
    sent: Sent,
    file: { restart(): Promise<void>; write(chunk: Buffer): Promise<void>; size: number },
  ) => {
    answer = found.answer;
    // A request that failed half way may be sent again.
    await file.restart();
    for await (const chunk of body(found, sent)) {
      await file.write(chunk);
      call.options.onProgress?.({ direction: 'down', done: file.size, total: undefined });
    }
    return found.answer.headers['content-type'];
  };
  if (call.dryRun) return send(call, target, given, async () => ({ result: true }));
  const file = await savedFile(call, path, (to) =>
    send(call, target, given, (found, sent) => saved(found, sent, to)),
  );
  return { result: true, status: answer!.status, file, headers: answer!.headers };
}

/** The rows of a result as they arrive. */
export async function rows(
  call: Call,
  target: HttpTarget,
  query: Query,
  session: Session | undefined,
): Promise<AsyncGenerator<readonly JsonRecord[]>> {
  const given = { query, session, format: rowFormat(call, query), waits: false };
  return send(call, target, given, async (found, sent) => {
    checkHeader(found);
    const format = formatIn(found, sent);
    if (isJsonLines(format)) {
      const tag = found.answer.headers['x-clickhouse-exception-tag'];
      const inRow = sent.asked.own[PLAIN_ERRORS] === undefined;
      return rowsIn(packets(found), {
        call,
        format,
        tag,
        inRow,
        fail: (text) => failed(found, text),
      });
    }
    return wholeRows(found, sent, format);
  });
}

/** The format in which rows are asked for: a line for each. */
export function rowFormat(call: Call, { format = 'JSON' }: Query): string {
  if (/^JSON(?:Compact)?(?:EachRow)?$/i.test(format)) return 'JSONEachRow';
  if (/^JSON(?:Compact)?Strings(?:EachRow)?$/i.test(format)) return 'JSONStringsEachRow';
  if (isJsonLines(format)) return format;
  throw new InputError({
    method: call.method,
    param: 'request',
    message: `rows are read as JSON, not as ${format}`,
    hint: `Leave out the format, or save the response as it is ${savingWith(call)}.`,
  });
}

/** SQL with a format of its own, or a server without rows in lines. */
async function* wholeRows(
  found: Exchange,
  sent: Sent,
  format: string,
): AsyncGenerator<readonly JsonRecord[]> {
  const output = await whole(found, sent);
  if (output.length === 0) return;
  if (!isJson(format)) {
    throw new ResponseError({
      method: found.call.method,
      message: `rows are read as JSON, but the format of the query is ${format}`,
      hint: `Leave out FORMAT, or save the response as it is ${savingWith(found.call)}.`,
    });
  }
  checkParts(output, found);
  yield rowsOfBody(outputValue(output, format, found.call, (text) => failed(found, text)));
}

async function whole(found: Exchange, sent: Sent): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body(found, sent)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST)
      throw new ResponseError({
        method: found.call.method,
        message: `the response is larger than ${LARGEST / 2 ** 20} MiB`,
        hint: 'Save it to a file.',
      });
  }
  return Buffer.concat(chunks, size);
}

/** The largest result in memory. */
const LARGEST = 512 * 2 ** 20;

/** The body without an exception at its end, which is an error. */
function body(found: Exchange, { asked }: Sent): AsyncGenerator<Buffer> {
  checkHeader(found);
  const { settings } = asked.query;
  const rules: TailRules = {
    tag: found.answer.headers['x-clickhouse-exception-tag'],
    waited: 'wait_end_of_query' in settings ? settings.wait_end_of_query![0] === '1' : asked.waits,
  };
  return withoutException(packets(found), rules, (text) => failed(found, text));
}

/** The error for the text of an exception in a response with status 200. */
function failed({ call, request, answer }: Exchange, text: string): OintError {
  const found = exceptionIn(text) ??
    named(answer.headers, text) ?? { code: 0, name: 'UNKNOWN_EXCEPTION', text };
  return exceptionError(call, found, where(request), answer.status);
}

/** A server that fails before its first byte may still have sent status 200. */
function checkHeader(found: Exchange): void {
  const { answer } = found;
  const error = named(answer.headers, '');
  if (!error) return;
  answer.release();
  answer.body.destroy();
  throw failed(found, error.text);
}

/** The format of a response: older servers only say its media type, which is vague for text. */
function formatIn({ answer: { headers } }: Exchange, { asked }: Sent): string {
  const named = headers['x-clickhouse-format'];
  if (named) return named;
  const format = asked.format ?? 'JSON';
  const type = headers['content-type'] ?? '';
  if (/ndjson/.test(type)) return 'JSONEachRow';
  if (/json/.test(type)) return isJson(format) ? format : 'JSON';
  if (/csv/.test(type)) return 'CSV';
  if (/^text\/plain/.test(type) && isJsonLines(format)) return format;
  return /^text\//.test(type) ? 'TabSeparated' : 'Native';
}

function savingWith({ labels }: Call): string {
  const option = labels.callOption('saveTo');
  return option === undefined ? 'to a file' : `with ${option}`;
}
