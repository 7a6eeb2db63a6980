import type { CallOptions } from '../../core/definition/call-options.js';
import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { type Kind, type ParamContext, param } from '../../core/definition/param.js';
import type { InputError } from '../../core/errors/errors.js';
import { isSecretHeader } from '../../core/errors/redact.js';
import type { Bytes } from '../../core/files/bytes.js';
import { parseBase } from '../../core/http/url.js';
import { cut } from '../../core/util/cut.js';
import { shellWords, UnclosedQuote } from './shell-words.js';

/** What a curl command asks for. */
export interface CurlRequest {
  method: string | undefined;
  url: string;
  headers: Record<string, string>;
  body: string | Bytes | undefined;
  form: [name: string, value: string | Bytes][];
  user: string | undefined;
  password: string | undefined;
  auth: 'basic' | 'digest' | undefined;
  token: string | undefined;
  aws: { region: string; service: string } | undefined;
  redirects: number | undefined;
  /** How the server is reached. */
  options: CallOptions;
}

interface Reading extends CurlRequest {
  urls: string[];
  data: (string | Bytes)[];
  inQuery: boolean;
  isJson: boolean;
  isHead: boolean;
  follows: boolean;
  most: number | undefined;
}

type Apply = (found: Reading, value: string, context: ParamContext) => void | Promise<void>;

/** Options without a value that change nothing here. */
const IGNORED = new Set(
  '-s --silent -S --show-error -v --verbose -i --include -f --fail --fail-with-body -N --no-buffer -# --progress-bar --compressed --http1.1 --http1.0 --http2 --http2-prior-knowledge -g --globoff --path-as-is --no-keepalive --tcp-nodelay -4 -6 --ipv4 --ipv6 --basic --tlsv1.2 --tlsv1.3 --no-progress-meter -j --junk-session-cookies -q --disable --styled-output --no-styled-output'.split(
    ' ',
  ),
);

const FLAGS: Readonly<Record<string, (found: Reading) => void>> = {
  '--get': (found) => {
    found.inQuery = true;
  },
  '--head': (found) => {
    found.isHead = true;
  },
  '--location': (found) => {
    found.follows = true;
  },
  '--insecure': (found) => {
    found.options.insecure = true;
  },
  '--digest': (found) => {
    found.auth = 'digest';
  },
};

const seconds = (value: string, context: ParamContext): number => {
  const time = Number(value) * 1000;
  if (time >= 0 && Number.isFinite(time)) return time;
  throw inputError(context, `: "${cut(value, 40)}" is not a number of seconds`);
};

const VALUES: Readonly<Record<string, Apply>> = {
  '--request': (found, value) => {
    found.method = value;
  },
  '--url': (found, value) => void found.urls.push(value),
  '--header': header,
  '--user-agent': (found, value) => {
    found.headers['user-agent'] = value;
  },
  '--referer': (found, value) => {
    found.headers.referer = value.replace(/;auto$/, '');
  },
  '--cookie': cookie,
  '--data': data,
  '--data-ascii': data,
  '--data-raw': (found, value) => void found.data.push(value),
  '--data-binary': binary,
  '--data-urlencode': urlencoded,
  '--json': async (found, value, context) => {
    found.isJson = true;
    await binary(found, value, context);
  },
  '--form': form,
  '--form-string': (found, value) => void found.form.push(split(value)),
  '--upload-file': async (found, value, context) => {
    found.method ??= 'PUT';
    found.data.push(await fileOf(value, context));
  },
  '--user': (found, value, context) => {
    const [user, password] = split(value, ':');
    if (password) context.redactor.add(password);
    found.user = user;
    found.password = password;
  },
  '--oauth2-bearer': (found, value, context) => {
    context.redactor.add(value);
    found.token = value;
  },
  '--aws-sigv4': (found, value) => {
    const [, , region = '', service = ''] = value.split(':');
    found.aws = { region, service };
  },
  '--range': (found, value) => {
    found.headers.range = `bytes=${value}`;
  },
  '--proxy': (found, value) => {
    found.options.proxy = value;
  },
  '--noproxy': (found, value) => {
    if (value === '*') found.options.proxy = false;
  },
  '--cacert': (found, value) => {
    found.options.ca = value;
  },
  '--cert': (found, value) => {
    found.options.cert = value;
  },
  '--key': (found, value) => {
    found.options.key = value;
  },
  '--max-time': (found, value, context) => {
    found.options.timeout = seconds(value, context);
  },
  '--connect-timeout': (found, value, context) => {
    found.options.connectTimeout = seconds(value, context);
  },
  '--max-redirs': (found, value, context) => {
    found.most = seconds(value, context) / 1000;
  },
  '--retry': (found, value, context) => {
    found.options.retries = seconds(value, context) / 1000;
  },
};

/** Options whose value changes nothing here. */
const IGNORED_VALUES = new Set([
  '--write-out',
  '--cookie-jar',
  '--limit-rate',
  '--retry-delay',
  '--retry-max-time',
]);

const SHORT: Readonly<Record<string, string>> = {
  ...{ X: '--request', H: '--header', A: '--user-agent', e: '--referer', b: '--cookie' },
  ...{ d: '--data', F: '--form', T: '--upload-file', u: '--user', r: '--range', x: '--proxy' },
  ...{ E: '--cert', m: '--max-time', w: '--write-out', c: '--cookie-jar', G: '--get', I: '--head' },
  ...{ L: '--location', k: '--insecure', o: '--output', O: '--remote-name' },
};

const TAKES = "a curl command, such as curl -H 'Accept: text/plain' https://example.com";

const plain = text('').kind;

const kind: Kind<string, CurlRequest> = {
  ...plain,
  takes: TAKES,
  // It may contain passwords.
  schema: { type: 'string', writeOnly: true },
  async parse(value, context) {
    const line = typeof value === 'string' ? value : await plain.parse(value, context);
    return readCurl(line, context);
  },
};

/** A pasted curl command. */
export const curl = param(kind, 'A curl command whose request is sent; other options add to it', {
  optional: true,
  role: 'destination',
});

/** Reads a curl command. */
export async function readCurl(line: string, context: ParamContext): Promise<CurlRequest> {
  const [program, ...words] = wordsOf(line, context);
  if (!/^(?:\S*[/\\])?curl(?:\.exe)?$/.test(program ?? '')) {
    throw inputError(context, ' must begin with curl', { hint: `It must be ${TAKES}.` });
  }
  const found = start();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('-') || word === '-') found.urls.push(word);
    else if (word.startsWith('--')) at += await long(word, words[at + 1]);
    else at += await short(word, words[at + 1]);
  }
  return finished(found, context);

  async function long(name: string, next: string | undefined): Promise<number> {
    if (IGNORED.has(name)) return 0;
    if (Object.hasOwn(FLAGS, name)) {
      FLAGS[name]!(found);
      return 0;
    }
    const apply = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
    if (!apply && !IGNORED_VALUES.has(name)) throw unknown(name, context);
    if (next === undefined) throw inputError(context, `: ${name} of curl needs a value`);
    await apply?.(found, next, context);
    return 1;
  }

  /** Letters may be joined, and a value may follow its letter: `-sXPOST`. */
  async function short(word: string, next: string | undefined): Promise<number> {
    for (let letter = 1; letter < word.length; letter++) {
      const one = `-${word[letter]}`;
      if (IGNORED.has(one)) continue;
      const name = Object.hasOwn(SHORT, word[letter]!) ? SHORT[word[letter]!]! : one;
      if (Object.hasOwn(FLAGS, name)) {
        FLAGS[name]!(found);
        continue;
      }
      const rest = word.slice(letter + 1);
      return (await long(name, rest || next)) && !rest ? 1 : 0;
    }
    return 0;
  }
}

function start(): Reading {
  return {
    ...{ method: undefined, url: '', headers: {}, body: undefined, form: [], user: undefined },
    ...{ password: undefined, auth: undefined, token: undefined, aws: undefined },
    ...{ redirects: undefined, options: {}, urls: [], data: [], inQuery: false, isJson: false },
    ...{ isHead: false, follows: false, most: undefined },
  };
}

function wordsOf(line: string, context: ParamContext): string[] {
  try {
    return shellWords(line.trim().replace(/^\$ /, ''));
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw inputError(context, ': a quote is not closed', {
      hint: 'Put the whole command in single quotes, or in a file: @request.sh',
    });
  }
}

function unknown(name: string, context: ParamContext): InputError {
  if (name === '--output' || name === '--remote-name') {
    const hint = 'Leave it out; the result can be written to a file in other ways.';
    return inputError(context, `: ${name} of curl is not supported`, { hint });
  }
  return inputError(context, `: the option ${cut(name, 40)} of curl is not supported`);
}

function finished(found: Reading, context: ParamContext): CurlRequest {
  const { urls, data, inQuery, isJson, isHead, form, headers } = found;
  if (urls.length !== 1) {
    throw inputError(context, urls.length === 0 ? ': the URL is missing' : ': it has several URLs');
  }
  // curl assumes http.
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(urls[0]!) ? urls[0]! : `http://${urls[0]}`;
  parseBase(url, context);
  const joined = join(data, context);
  const query = inQuery && typeof joined === 'string' ? joined : '';
  const body = inQuery ? undefined : joined;
  const has = (name: string) => Object.keys(headers).some((one) => one.toLowerCase() === name);
  if (isJson && !has('content-type')) headers['content-type'] = 'application/json';
  if (isJson && !has('accept')) headers.accept = 'application/json';
  if (body !== undefined && !has('content-type') && found.method !== 'PUT') {
    headers['content-type'] = 'application/x-www-form-urlencoded';
  }
  const usual = isHead ? 'HEAD' : body !== undefined || form.length > 0 ? 'POST' : 'GET';
  return {
    method: found.method ?? usual,
    url: query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
    ...{ headers, body, form, user: found.user, password: found.password, auth: found.auth },
    ...{ token: found.token, aws: found.aws, options: found.options },
    redirects: found.follows ? found.most : 0,
  };
}

/** Several pieces of data are joined like the fields of a form. */
function join(
  data: readonly (string | Bytes)[],
  context: ParamContext,
): string | Bytes | undefined {
  if (data.length <= 1) return data[0];
  const texts = data.filter((one) => typeof one === 'string');
  if (texts.length === data.length) return texts.join('&');
  throw inputError(context, ': a file must be the only data');
}

function header(found: Reading, value: string, context: ParamContext): void {
  const at = value.indexOf(':');
  // `Name;` is a header without a value, `Name:` removes one.
  if (at < 0 && !value.endsWith(';')) return;
  const name = (at < 0 ? value.slice(0, -1) : value.slice(0, at)).trim();
  const rest = at < 0 ? '' : value.slice(at + 1).trim();
  if (at >= 0 && rest === '') return;
  if (isSecretHeader(name)) context.redactor.add(rest.replace(/^(Bearer|Basic|Token) +/i, ''));
  found.headers[name] = rest;
}

function cookie(found: Reading, value: string, context: ParamContext): void {
  if (value.includes('=')) {
    found.headers.cookie = value;
    return;
  }
  throw inputError(context, ': a file of cookies is not supported');
}

async function data(found: Reading, value: string, context: ParamContext): Promise<void> {
  if (!value.startsWith('@')) return void found.data.push(value);
  const bytes = await (await fileOf(value.slice(1), context)).buffer();
  found.data.push(bytes.toString().replace(/[\r\n\0]/g, ''));
}

async function binary(found: Reading, value: string, context: ParamContext): Promise<void> {
  found.data.push(value.startsWith('@') ? await fileOf(value.slice(1), context) : value);
}

function urlencoded(found: Reading, value: string): void {
  const at = value.indexOf('=');
  const [name, content] = at < 0 ? ['', value] : [value.slice(0, at), value.slice(at + 1)];
  found.data.push(`${name && `${name}=`}${encodeURIComponent(content).replaceAll('%20', '+')}`);
}

async function form(found: Reading, value: string, context: ParamContext): Promise<void> {
  const [name, content] = split(value);
  if (!/^[@<]/.test(content)) return void found.form.push([name, content]);
  const [path = '', ...attributes] = content.slice(1).split(';');
  const file = await fileOf(path.replace(/^"(.*)"$/, '$1'), context);
  if (content.startsWith('<'))
    return void found.form.push([name, (await file.buffer()).toString()]);
  const named = new Map(attributes.map((one) => split(one.trim())));
  const as = named.get('filename')?.replace(/^"(.*)"$/, '$1');
  found.form.push([name, file.as(as ?? file.name, named.get('type') ?? file.type)]);
}

/** Only a user may name files, not a program that passes on a text of others. */
async function fileOf(path: string, context: ParamContext): Promise<Bytes> {
  if (context.sources) return bytesKind.parse(path === '-' ? path : `@${path}`, context);
  const hint = 'Pass the data itself.';
  throw inputError(context, `: it reads the file ${cut(path, 80)}`, { hint });
}

function split(text: string, at = '='): [string, string] {
  const [name = '', ...rest] = text.split(at);
  return [name, rest.join(at)];
}
