import type { Call } from '../../core/definition/call.js';
import { address } from '../../core/definition/kinds/address.js';
import {
  any,
  flag,
  number,
  type Payload,
  path,
  payload,
  record,
  secret,
  settings,
  text,
} from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { type Args, callContext } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { encodingOf } from '../../core/files/encoding.js';
import type { RequestSpec } from '../../core/http/build.js';
import { download } from '../../core/http/download.js';
import type { Exchange } from '../../core/http/message.js';
import { SIGNATURE_METHODS, type SignatureMethod } from '../../core/http/oauth1.js';
import { readAll } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { responseValue } from '../../core/http/response-value.js';
import { writeJson } from '../../core/json/write.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Authorization, authorized, digest, maskAuthorization } from './credentials.js';
import { type CurlRequest, curl } from './curl-line.js';
import { multipart } from './multipart.js';
import { pairsOf, queryText, withQuery } from './query.js';
import { effectOf, methodName } from './request.js';

const params = {
  method: text('HTTP method: by default GET, or POST with a body', {
    optional: true,
    values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    example: 'POST',
  }),
  url: address('Address', { optional: true, example: 'https://example.com/api' }),
  query: record('Parameters of the query; a list is a parameter for each item', {
    option: 'params',
    optional: true,
  }),
  headers: record('Headers', { optional: true }),
  json: any('Body in JSON', { optional: true }),
  form: record('Body of a form, URL-encoded', { optional: true }),
  multipart,
  body: payload('Body of any other kind: text or a file', { optional: true }),
  type: text('Media type of the body', { optional: true }),
  user: text('User name, for Basic or Digest authentication', { optional: true }),
  password: secret('Password', { optional: true }),
  auth: text('Authentication with user and password', {
    default: 'basic',
    values: ['basic', 'digest'],
  }),
  token: secret('Token: Authorization: Bearer …', { optional: true }),
  aws: settings(
    {
      takes:
        "keys of AWS: {'AccessKey':'…','SecretKey':'env:…','Region':'us-east-1','Service':'s3'}",
      schema: { type: 'object', writeOnly: true },
      secrets: ['secretkey', 'sessiontoken'],
      read: (found) => fieldsOf(found),
    },
    'Keys of AWS, to sign with Signature Version 4',
    { optional: true },
  ),
  oauth1: settings(
    {
      takes:
        "keys of OAuth 1.0a: {'ConsumerKey':'…','ConsumerSecret':'env:…','Token':'env:…','TokenSecret':'env:…'}, and Method",
      schema: { type: 'object', writeOnly: true },
      secrets: ['consumersecret', 'token', 'tokensecret'],
      read: (found) => fieldsOf(found),
    },
    'Keys of OAuth 1.0a, to sign with',
    { optional: true },
  ),
  file: path('Path of a file that the response is saved to as it arrives', {
    reach: 'write',
    optional: true,
  }),
  redirects: number('How many redirects are followed', { default: 5 }),
  brackets: flag('Lists of the query with [] after their names, as PHP expects it', {
    default: false,
  }),
  curl,
};

type Given = Args<typeof params>;

/** Settings by their names without case and underscores. */
function fieldsOf(found: JsonRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [
      name.replace(/[_-]/g, '').toLowerCase(),
      String(value ?? ''),
    ]),
  );
}

/**
 * Sends a request and returns the response.
 *
 * The body is one of `json`, `form`, `multipart` (`{'file':'@report.pdf'}` sends a file) and `body`. The
 * result is the value of a response in JSON, text as text, and bytes otherwise. With `--file`, the
 * response is saved to a file, complete or not at all; if the connection is lost, it continues where it
 * was, if the server supports that. A status of 400 or more is an error. `--dry-run` prints the request as a curl
 * command, and `--curl 'curl …'` sends the request of one.
 *
 * @returns The body of the response; of a response to HEAD, its headers; with `file`, its path and size.
 * @throws {HttpError} The status is 400 or more: `status`, `headers` and `body` say more.
 * @throws {ConnectionError} There was no response.
 * @see https://www.rfc-editor.org/rfc/rfc9110
 */
export const sendRequest = method('http', 'SendRequest', {
  effect: 'write',
  params,
  async run(given, call): Promise<unknown> {
    const pasted = given.curl;
    if (pasted) checkOptions(pasted, call);
    const address = given.url ?? pasted?.url;
    if (address === undefined) {
      throw inputError(callContext(call, 'url'), ' is missing', { hint: 'It must be an address.' });
    }
    const found = bodyOf(given, call);
    const name = methodName(
      given.method ?? pasted?.method ?? (found.isEmpty ? 'GET' : 'POST'),
      call,
    );
    const arrays = { split: true, brackets: given.brackets };
    const url = withQuery(new URL(address), pairsOf(given.query, arrays));
    const authorization = authorizationOf(given, call);
    maskAuthorization(authorization, call.redactor);
    const spec = specOf(given, found.spec, authorization, call);
    const effect = effectOf(name);
    const saving = given.file === undefined ? {} : { saveTo: given.file };
    const own = call.with({ options: { ...pasted?.options, ...call.options, ...saving }, effect });
    try {
      return await sent(own, name, url, spec);
    } finally {
      call.answered = own.answered;
    }
  },
});

async function sent(call: Call, name: string, url: URL, spec: RequestSpec): Promise<unknown> {
  if (call.options.saveTo === undefined || call.dryRun) {
    return exchange(call, name, url, spec, (found) => readValue(found, name), call.effect);
  }
  return download(call, (headers, read) =>
    exchange(
      call,
      name,
      new URL(url),
      { ...spec, ownHeaders: { ...spec.ownHeaders, ...headers } },
      read,
      call.effect,
    ),
  );
}

const UTF_8 = encodingOf('utf-8')!;

async function readValue(found: Exchange, name: string): Promise<unknown> {
  const body = await readAll(found);
  const { headers } = found.answer;
  if (name === 'HEAD') return headers;
  return responseValue(body, headers, UTF_8, found.call);
}

/** A text of others must not choose the files and the proxy of the connection. */
function checkOptions({ options }: CurlRequest, call: Call): void {
  if (call.access.trusted || Object.keys(options).length === 0) return;
  const message = `the options ${Object.keys(options).join(', ')} of the curl command are not allowed here`;
  throw new InputError({ method: call.method, param: 'curl', message });
}

interface BodyFound {
  isEmpty: boolean;
  spec: RequestSpec;
}

function bodyOf(given: Given, call: Call): BodyFound {
  const kinds = (['json', 'form', 'multipart', 'body'] as const).filter(
    (kind) => given[kind] !== undefined,
  );
  if (kinds.length > 1) {
    const names = kinds.map((kind) => call.label(kind)).join(' and ');
    throw inputError(callContext(call, kinds[1]!), `: a request has one body, not ${names}`);
  }
  const { type } = given;
  const typed = (usual: string) => ({ ownHeaders: { 'content-type': type ?? usual } });
  if (given.json !== undefined) {
    return {
      isEmpty: false,
      spec: { body: jsonText(given.json, call), ...typed('application/json') },
    };
  }
  if (given.form) {
    const pairs = pairsOf(given.form, { split: true, brackets: given.brackets });
    const body = queryText(pairs, true).replaceAll('%20', '+');
    return { isEmpty: false, spec: { body, ...typed('application/x-www-form-urlencoded') } };
  }
  if (given.multipart) return { isEmpty: false, spec: { form: given.multipart } };
  if (given.body !== undefined) return { isEmpty: false, spec: rawBody(given.body, type) };
  const { body, form } = given.curl ?? { body: undefined, form: [] };
  if (form.length > 0) return { isEmpty: false, spec: { form } };
  return { isEmpty: body === undefined, spec: body === undefined ? {} : { body } };
}

function rawBody(body: Payload, type: string | undefined): RequestSpec {
  const usual =
    body instanceof Bytes ? (body.type ?? 'application/octet-stream') : 'text/plain; charset=utf-8';
  return { body, ownHeaders: { 'content-type': type ?? usual } };
}

/** JSON that was typed as text is sent as it is: no digit is lost. */
function jsonText(value: unknown, call: Call): string {
  if (typeof value === 'string' && call.isTyped) {
    try {
      call.parseJson(value);
      return value;
    } catch {
      throw inputError(callContext(call, 'json'), ' is not valid JSON', {
        hint: 'It must be JSON such as {"name": "Ann"}.',
      });
    }
  }
  try {
    return writeJson(value);
  } catch (cause) {
    throw inputError(callContext(call, 'json'), `: ${(cause as Error).message}`, { cause });
  }
}

function authorizationOf(given: Given, call: Call): Authorization | undefined {
  const { curl: pasted, aws, oauth1 } = given;
  const user = given.user ?? pasted?.user;
  const password = given.password ?? pasted?.password ?? '';
  if (aws) return awsOf(aws, call);
  if (pasted?.aws && user !== undefined) {
    return awsOf({ accesskey: user, secretkey: password, ...pasted.aws }, call);
  }
  if (oauth1) return oauthOf(oauth1, call);
  const token = given.token ?? pasted?.token;
  if (token !== undefined) return { kind: 'bearer', token };
  if (user === undefined) return undefined;
  const kind = pasted?.auth ?? given.auth.toLowerCase();
  if (kind === 'digest') return digest(user, password);
  if (kind === 'basic') return { kind: 'basic', user, password };
  throw inputError(callContext(call, 'auth'), ' must be basic or digest');
}

type Fields = Readonly<Record<string, string>>;

function needed(fields: Fields, name: string, shown: string, param: string, call: Call): string {
  const value = fields[name];
  if (value) return value;
  throw inputError(callContext(call, param), `: ${shown} is missing`);
}

function awsOf(fields: Fields, call: Call): Authorization {
  const { sessiontoken: sessionToken, region = 'us-east-1', service = 's3' } = fields;
  const accessKey = needed(fields, 'accesskey', 'AccessKey', 'aws', call);
  const secretKey = needed(fields, 'secretkey', 'SecretKey', 'aws', call);
  return { kind: 'aws4', keys: { accessKey, secretKey, sessionToken, region, service } };
}

function oauthOf(fields: Fields, call: Call): Authorization {
  const consumerKey = needed(fields, 'consumerkey', 'ConsumerKey', 'oauth1', call);
  const consumerSecret = needed(fields, 'consumersecret', 'ConsumerSecret', 'oauth1', call);
  const { token = '', tokensecret: tokenSecret = '', version = '1.0' } = fields;
  return { kind: 'oauth1', version, keys: { consumerKey, consumerSecret, token, tokenSecret } };
}

function signatureMethod({ oauth1 }: Given, call: Call): SignatureMethod {
  const name = (oauth1?.method || 'HMAC-SHA1').toUpperCase();
  const found = SIGNATURE_METHODS.find((one) => one === name);
  if (found) return found;
  throw inputError(callContext(call, 'oauth1'), `: there is no method "${name.slice(0, 40)}"`, {
    hint: `Methods: ${SIGNATURE_METHODS.join(', ')}.`,
  });
}

function specOf(
  given: Given,
  body: RequestSpec,
  authorization: Authorization | undefined,
  call: Call,
): RequestSpec {
  const method = signatureMethod(given, call);
  const { ownHeaders: granted, ...access } = authorized(authorization, { method, withForm: true });
  return {
    ...body,
    ...access,
    headers: { ...given.curl?.headers, ...given.headers },
    redirects: given.curl?.redirects ?? given.redirects,
    ownHeaders: { accept: '*/*', ...body.ownHeaders, ...granted },
  };
}
