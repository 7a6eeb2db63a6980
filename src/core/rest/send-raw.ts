import type { Call, Effect } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { type Args, callContext, type Params } from '../definition/param.js';
import { Bytes } from '../files/bytes.js';
import { encodingOf } from '../files/encoding.js';
import { readBounded } from '../files/read-bounded.js';
import type { Exchange, Read } from '../http/message.js';
import { readAll } from '../http/read.js';
import { accepted } from '../http/read-accepted.js';
import { exchange } from '../http/request.js';
import { responseValue } from '../http/response-value.js';
import { parseExact } from '../json/parse.js';
import { parseLoose } from '../json/parse-loose.js';
import { writeJson } from '../json/write.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';
import { withoutEnd } from '../util/without-end.js';
import { type RequestArgs, VERBS } from './request-params.js';
import type { Placed, Route } from './route.js';
import { saveRaw } from './save-raw.js';
import { sendPlaced, type Transfer } from './send.js';
import type { Target, Wire } from './wire.js';

/** Sends a request as the user wrote it, with the address and the authorization of the service. */
export async function sendRaw<First extends Params, Last extends Params>(
  wire: Wire<First, Last>,
  call: Call,
  args: RequestArgs & Args<First & Last>,
): Promise<unknown> {
  const verb = verbOf(args.verb, call);
  const [path, search] = partsOf(args.path);
  const { fields, ...body } = await bodyOf(args.body, call);
  if (verb === 'GET' || verb === 'HEAD') refuseBody(args, verb, call);
  const isForm = wire.body === 'form' && verb !== 'DELETE';
  const placed: Placed = {
    path: routePath(wire, path),
    query: {},
    json: isForm ? {} : { ...fields },
    form: isForm ? { ...fields } : {},
    headers: { ...body.type, ...headersOf(args.header ?? [], call) },
  };
  const route: Route = { verb, path: placed.path };
  const transfer = (read: Read<unknown>): Transfer => ({
    body: body.body,
    address: (target, path) => addressOf(call, target, path, search),
    ask: (call, verb, url, spec) => exchange(call, verb, url, spec, read, effectOf(verb)),
  });
  const own = call.with({ effect: effectOf(verb) });
  const send = (read: Read<unknown>) => sendPlaced(wire, own, args, route, placed, transfer(read));
  const readValue = (found: Exchange) => readAny(found, verb);
  const { saveTo } = call.options;
  try {
    if (saveTo === undefined || call.dryRun || verb === 'HEAD') return await send(readValue);
    return await saveRaw(own, saveTo, send, readValue);
  } finally {
    call.answered = own.answered;
  }
}

function verbOf(given: string, call: Call): string {
  const verb = given.trim().toUpperCase();
  if (VERBS.some((one) => one === verb)) return verb;
  throw inputError(callContext(call, 'verb'), ` must be ${VERBS.join(', ')}`);
}

/** What only reads can be repeated after a failure. */
function effectOf(verb: string): Effect {
  if (verb === 'DELETE') return 'delete';
  return ['GET', 'HEAD', 'OPTIONS'].includes(verb) ? 'read' : 'write';
}

/** The path and the query of what the user typed, without the fragment. */
function partsOf(typed: string): [path: string, search: string] {
  const [whole = ''] = typed.trim().split('#', 1);
  const at = whole.indexOf('?');
  return at < 0 ? [whole, ''] : [whole.slice(0, at), whole.slice(at)];
}

const IS_URL = /^([a-z][a-z\d+.-]*:)?[/\\]{2}/i;

/** The path of the route: in some services, the token is a part of it. */
function routePath<First extends Params, Last extends Params>(
  { path }: Wire<First, Last>,
  typed: string,
): string {
  if (IS_URL.test(typed)) return typed;
  const name = typed.replace(/^\//, '');
  return `/${path?.(name) ?? name}`;
}

/** The URL of a path below the address of the service, or of a URL on the same server. */
function addressOf(call: Call, { base }: Target, path: string, search: string): URL {
  const url = new URL(base);
  const root = withoutEnd(url.pathname, '/');
  if (IS_URL.test(path)) {
    const typed = URL.canParse(path, url.href) ? new URL(path, url) : undefined;
    if (typed?.origin !== url.origin) throw elsewhere(call, url);
    url.pathname = typed.pathname;
  } else {
    // Documentation shows paths with the version, which is also in the address.
    const isWhole = root !== '' && `${path}/`.startsWith(`${root}/`);
    url.pathname = isWhole ? path : `${root}${path}`;
    if (!`${url.pathname}/`.startsWith(`${root}/`)) throw elsewhere(call, url);
  }
  if (search.length > 1) url.search = url.search ? `${url.search}&${search.slice(1)}` : search;
  return url;
}

function elsewhere(call: Call, { origin }: URL) {
  return inputError(callContext(call, 'path'), ' leads out of the address of the service', {
    hint: `Requests go to ${origin}: for any other server, use oint http SendRequest.`,
  });
}

function refuseBody({ body }: RequestArgs, verb: string, call: Call): void {
  if (body === undefined) return;
  throw inputError(callContext(call, 'body'), `: a request with ${verb} has no body`, {
    hint: 'Put the values into the query of the path: /items?limit=10',
  });
}

/** JSON in a file or on standard input is at most this long; other files are sent as they are read. */
const LARGEST_JSON = 64 * 1024 * 1024;

interface BodyFound {
  /** The fields of a JSON object, which are sent as the service expects them. */
  fields?: JsonRecord;
  /** Any other body. */
  body?: string | Bytes;
  type?: { 'content-type': string };
}

async function bodyOf(given: RequestArgs['body'], call: Call): Promise<BodyFound> {
  if (given === undefined) return {};
  const isFile = given instanceof Bytes;
  if (isFile && given.replayable && given.type !== 'application/json') return { body: given };
  const data = isFile
    ? await readBounded(given, call, { largest: LARGEST_JSON, param: 'body' })
    : Buffer.from(given);
  const text = data.toString('utf8');
  if (/^\s*[[{]/.test(text)) return jsonBody(jsonOf(text, call));
  return isFile ? { body: Bytes.of(data) } : textBody(given);
}

function textBody(body: string): BodyFound {
  return { body, type: { 'content-type': 'text/plain; charset=utf-8' } };
}

function jsonBody(value: unknown): BodyFound {
  const isFields = isRecord(value) && Object.keys(value).length > 0;
  if (isFields) return { fields: value };
  return { body: writeJson(value), type: { 'content-type': 'application/json' } };
}

function jsonOf(text: string, call: Call): unknown {
  for (const parse of [parseExact, parseLoose]) {
    try {
      return parse(text);
    } catch {
      // As users type it: with single quotes.
    }
  }
  throw inputError(callContext(call, 'body'), ' is not valid JSON', {
    hint: 'It must be JSON such as {"name": "Ann"}.',
  });
}

/** The value of a header may be a secret: an error does not show it. */
function headersOf(lines: readonly string[], call: Call): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(0, colon)).trimEnd();
      if (/^\S+$/.test(name)) return [name.toLowerCase(), line.slice(colon + 1).trim()];
      throw inputError(callContext(call, 'header'), " must have the form 'Name: value'");
    }),
  );
}

const UTF_8 = encodingOf('utf-8')!;

async function readAny(found: Exchange, verb: string): Promise<unknown> {
  const { answer, call } = found;
  const value = responseValue(await readAll(found), answer.headers, UTF_8, call);
  if (verb === 'HEAD') return answer.headers;
  return Buffer.isBuffer(value) ? value : accepted(value, found);
}
