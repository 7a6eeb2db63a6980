import type { Call } from '../definition/call.js';
import { isSecretHeader } from '../errors/redact.js';
import { Bytes } from '../files/bytes.js';
import { shellQuote } from '../util/shell-quote.js';
import type { FormField } from './form.js';
import type { HttpRequest, RequestBody } from './message.js';
import { ExactUrl, hasDotSegments } from './url.js';

const LEFT_OUT = new Set(['accept-encoding', 'user-agent', 'content-length']);

/** The request as a curl command for a POSIX shell, secrets masked. */
export function toCurl(request: HttpRequest, call: Call): string {
  const { method, headers, body } = request;
  const url = maskedUrl(request.url);
  // Secrets are masked before quoting, which would change them.
  const word = (text: string) => shellQuote(call.redactor.text(text));
  const lines = [
    ['curl', ...methodArguments(method, body), word(url)].join(' '),
    // curl reads brackets and braces in a URL as patterns, unless it is told otherwise.
    ...(/[[\]{}]/.test(url.replace(/^\w+:\/\/[^/]*/, '')) ? ['--globoff'] : []),
    ...(hasDotSegments(request.url) ? ['--path-as-is'] : []),
    ...connectionArguments(call, word),
    ...(request.curlSigns ?? []),
  ];
  for (const [name, value] of Object.entries(headers)) {
    const isForm = name === 'content-type' && body?.kind === 'form';
    if (LEFT_OUT.has(name) || isForm) continue;
    const shown = isSecretHeader(name) ? masked(value) : value;
    // For curl, a header name with a colon and no value means: do not send this header.
    lines.push(`-H ${word(shown === '' ? `${name};` : `${name}: ${shown}`)}`);
  }
  return [...lines, ...bodyArguments(body, word)].join(' \\\n  ');
}

function methodArguments(method: string, body: RequestBody | undefined): string[] {
  // With -X HEAD, curl would wait for the body that a response to HEAD announces and never has.
  if (method === 'HEAD') return ['--head'];
  return method === 'POST' && body ? [] : [`-X ${method}`];
}

type Word = (text: string) => string;

/** The call options that curl needs to reach the same server. */
function connectionArguments({ options }: Call, word: Word): string[] {
  const { proxy, ca, cert, key, insecure } = options;
  const file = (flag: string, value: string | undefined) =>
    value && !value.includes('-----BEGIN') ? [`${flag} ${word(value)}`] : [];
  return [
    ...(proxy === false ? ["--noproxy '*'"] : []),
    ...(typeof proxy === 'string' && proxy !== '' ? [`--proxy ${word(shownProxy(proxy))}`] : []),
    ...(typeof proxy === 'object' ? [`--proxy ${word(`${proxy.host}:${proxy.port ?? 80}`)}`] : []),
    ...file('--cacert', ca),
    ...file('--cert', cert),
    ...file('--key', key),
    ...(insecure ? ['--insecure'] : []),
  ];
}

function bodyArguments(body: RequestBody | undefined, word: Word): string[] {
  if (!body) return [];
  if (body.kind === 'text') return [`--data-raw ${word(body.text)}`];
  if (body.kind === 'bytes') return [`--data-binary ${word(`@${body.bytes.path ?? '-'}`)}`];
  return body.fields.map(([name, value]) =>
    value instanceof Bytes
      ? `-F ${word(filePart(name, value))}`
      : `--form-string ${word(`${name}=${value}`)}`,
  );
}

/** What curl reads: a path, or standard input for everything that is not a file. */
function filePart(name: FormField[0], bytes: Bytes): string {
  const type = bytes.type ?? 'application/octet-stream';
  return `${name}=@${inner(bytes.path ?? '-')};filename=${inner(bytes.name ?? 'file')};type=${type}`;
}

/** curl's own quotes, inside those of the shell: for names with `;`, `,` or quotes in them. */
function inner(text: string): string {
  return text === '-' ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function masked(value: string): string {
  return value.replace(/^((Bearer|Basic|Token) )?.*/is, '$1***');
}

/** A pasted URL may contain a password, or a key in its query. */
function maskedUrl(from: URL): string {
  const { origin, pathname, search } = from;
  const url = hasDotSegments(from) ? new ExactUrl(origin, pathname, search) : new URL(from);
  if (url.password) url.password = '***';
  else if (url.username) url.username = '***';
  for (const name of [...url.searchParams.keys()]) {
    if (isSecretHeader(name)) url.searchParams.set(name, '***');
  }
  return url.href;
}

function shownProxy(proxy: string): string {
  return proxy.replace(/\/\/[^/@]*@/, '//***@');
}
