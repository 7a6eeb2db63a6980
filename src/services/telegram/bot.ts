import type { Call } from '../../core/definition/call.js';
import { secret } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { RequestSpec } from '../../core/http/build.js';
import type { FormField } from '../../core/http/form.js';
import type { Exchange } from '../../core/http/message.js';
import { where } from '../../core/http/read.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { exchange } from '../../core/http/request.js';
import { oneLine, serverWords } from '../../core/http/server-words.js';
import { notTheApiHint } from '../../core/http/status.js';
import { serviceAddress } from '../../core/http/url.js';
import { fieldText } from '../../core/json/write.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintOf, parameter } from './hints.js';
import type { BotAnswer } from './types.js';

/** The call option `baseUrl` sets the user's own Bot API server. */
export const ADDRESS = 'https://api.telegram.org';

export const token = secret('Bot token from @BotFather', {
  env: ['TELEGRAM_BOT_TOKEN'],
  example: 'env:TELEGRAM_BOT_TOKEN',
});

/** Calls a method of the Bot API. Fields without a value are left out. */
export function ask<T>(
  call: Call,
  token: string,
  name: string,
  fields: JsonRecord = {},
): Promise<BotAnswer<T>> {
  const spec = { json: fields, ...policy };
  return exchange(call, 'POST', botUrl(call, token, `/${name}`), spec, readAnswer<T>);
}

/** Calls a method of the Bot API with files, as a form. */
export function upload<T>(
  call: Call,
  token: string,
  name: string,
  fields: JsonRecord,
  files: readonly FormField[],
): Promise<BotAnswer<T>> {
  const texts = Object.entries(fields).flatMap(([field, value]): FormField[] =>
    value === undefined ? [] : [[field, formText(value)]],
  );
  const spec = { form: [...texts, ...files], ...policy };
  return exchange(call, 'POST', botUrl(call, token, `/${name}`), spec, readAnswer<T>);
}

function formText(value: unknown): string {
  return fieldText(value);
}

/** How errors of the Bot API are interpreted. */
export const policy: Pick<RequestSpec, 'refusal' | 'hint' | 'retryAfter'> = {
  refusal: refusalIn,
  hint: hintOf,
  retryAfter({ body }) {
    const seconds = parameter(body, 'retry_after');
    return seconds === undefined ? undefined : seconds * 1000;
  },
};

/** The API reports an error in the response body, with its status there. */
function refusalIn(answer: JsonRecord, status: number) {
  if (answer.ok !== false) return undefined;
  const code = Number(answer.error_code);
  const isStatus = status < 400 && code >= 400 && code < 600;
  return { message: serverWords(answer), status: isStatus ? code : undefined };
}

/** The URL of a method, or with `/file` of a file: the token is part of the path. */
export function botUrl(call: Call, token: string, path: string, before: '' | '/file' = ''): URL {
  const segment = tokenSegment(call, token);
  return new URL(`${serviceAddress(call, ADDRESS)}${before}/bot${segment}${path}`);
}

/**
 * The token as it appears in a URL. A valid one is unchanged; anything else is encoded, so that no
 * token leads to another path.
 */
function tokenSegment(call: Call, token: string): string {
  const wrong = whatIsWrong(token);
  if (wrong) {
    const hint = 'Get it from @BotFather; it looks like 123456789:AAF0xyz…';
    throw inputError(callContext(call, 'token'), ` ${wrong}`, { hint });
  }
  const segment = encodeURIComponent(token).replaceAll('%3A', ':');
  // The part after the colon is the secret: it must be recognized on its own, too.
  call.redactor.add(token.slice(token.indexOf(':') + 1));
  call.redactor.add(segment);
  return segment;
}

function whatIsWrong(token: string): string | undefined {
  if (token === '') return 'is empty';
  if (/[\s\p{Cc}\p{Surrogate}]/u.test(token)) return 'contains a space, a line break or the like';
  if (/^bot\d+:/i.test(token)) return 'starts with "bot", which is not part of it';
  return undefined;
}

async function readAnswer<T>(exchange: Exchange): Promise<BotAnswer<T>> {
  const found = await readAccepted(exchange);
  if (isRecord(found) && found.ok === true) return found as unknown as BotAnswer<T>;
  throw notBotApi(found, exchange);
}

function notBotApi(found: unknown, { answer, request, call }: Exchange): ResponseError {
  const shown = oneLine(JSON.stringify(call.redactor.deep(found)), 120);
  const place = call.redactor.text(`(${where(request)})`);
  return new ResponseError({
    method: call.method,
    status: answer.status,
    message: `the server returned ${answer.status} with something that is not a Bot API response: ${shown} ${place}`,
    hint: notTheApiHint(call),
  });
}
