import { Bytes } from '../bytes.js';
import type { Call } from '../call.js';
import { isSecretHeader } from '../redact.js';
import type { HttpRequest } from './build.js';

/** Thrown where a dry run would have to know the answer to go on: the requests are written down. */
export class DryRunDone extends Error {}

const LEFT_OUT = new Set(['accept-encoding', 'user-agent', 'content-length']);

/** The request as a curl command for a POSIX shell, secrets masked. */
export function toCurl(request: HttpRequest, call: Call): string {
  const { method, headers, body } = request;
  const url = new URL(request.url);
  if (url.password) url.password = '***';
  const lines = [`curl${method === 'POST' && body ? '' : ` -X ${method}`} ${quote(url.href)}`];
  for (const [name, value] of Object.entries(headers)) {
    const isForm = name === 'content-type' && body?.kind === 'form';
    if (LEFT_OUT.has(name) || isForm) continue;
    const shown = isSecretHeader(name)
      ? value.replace(/^((Bearer|Basic|Token) )?.*/is, '$1***')
      : value;
    lines.push(`-H ${quote(`${name}: ${shown}`)}`);
  }
  if (body?.kind === 'text') lines.push(`--data-raw ${quote(body.text)}`);
  if (body?.kind === 'form') {
    for (const [name, value] of body.fields) {
      lines.push(
        value instanceof Bytes
          ? `-F ${quote(`${name}=@${source(value)};filename="${value.name ?? 'file'}";type=${value.type ?? 'application/octet-stream'}`)}`
          : `--form-string ${quote(`${name}=${value}`)}`,
      );
    }
  }
  return call.redactor.text(lines.join(' \\\n  '));
}

/** What curl would read: a path, or standard input for everything that is not a file. */
function source(bytes: Bytes): string {
  return bytes.path ?? '-';
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
