import { basename } from 'node:path';
import { matchesHost } from '../../core/access/host-pattern.js';
import { Call } from '../../core/definition/call.js';
import { type Labels, libraryLabels } from '../../core/definition/labels.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import type { RequestSpec } from '../../core/http/build.js';
import type { Exchange, Read } from '../../core/http/message.js';
import { packets } from '../../core/http/packets.js';
import { readAll } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { savedFile } from '../../core/http/save.js';
import type { WebRequest, WebResponse } from '../services/wire.js';

/** Scripts have no call options: hints that name them are left out. */
const labels: Labels = {
  ...libraryLabels,
  callOption: () => undefined,
  callOptions: () => undefined,
};

/** Sends a request of a script. Any status is a response; no response at all is an `OintError`. */
export async function sendWeb(request: WebRequest, signal: AbortSignal): Promise<WebResponse> {
  const { timeout, proxy, direct, ca, cert, saveTo } = request;
  const limit = timeout > 0 ? timeout * 1000 : undefined;
  const { hostname, protocol, port } = new URL(request.url);
  const isDirect = matchesHost(direct, hostname, port || (protocol === 'https:' ? '443' : '80'));
  const options = {
    ...{ signal, proxy: isDirect ? (false as const) : proxy, ca, cert, retries: 0 },
    ...{ connectTimeout: limit, firstByteTimeout: limit, idleTimeout: limit },
  };
  const call = new Call('HTTPConnection', 'write', options, { labels });
  const spec: RequestSpec = {
    anyStatus: true,
    redirects: request.redirects,
    // The platform asks for no compression.
    ownHeaders: { accept: '*/*', 'accept-encoding': 'identity' },
    headers: request.headers,
    body: await bodyOf(request.body, call),
  };
  const send = <T>(read: Read<T>) =>
    exchange(call, request.method, new URL(request.url), spec, read);
  if (saveTo === undefined)
    return send(async (found) => responseOf(found, new Uint8Array(await readAll(found))));
  let response: WebResponse | undefined;
  await savedFile(call, saveTo, (target) =>
    send(async (found) => {
      for await (const packet of packets(found)) await target.write(packet);
      response = responseOf(found, new Uint8Array(), target.size);
      return undefined;
    }),
  );
  return response!;
}

async function bodyOf(body: WebRequest['body'], call: Call): Promise<Bytes | undefined> {
  if (typeof body !== 'string') return body && Bytes.of(body);
  const file = await call.access.files.open(body);
  if (file) return Bytes.ofFile(file, { name: basename(body) });
  throw new InputError({ method: call.method, message: `no such file: ${body}` });
}

function responseOf(
  { request, answer: { status, rawHeaders = [] } }: Exchange,
  body: Uint8Array,
  size = body.length,
): WebResponse {
  const received = request.method === 'HEAD' ? undefined : size;
  return { status, headers: headersOf(rawHeaders, received), body };
}

/** Each name once, in the letters of the server. A body that was decompressed has its own size. */
function headersOf(raw: readonly string[], size: number | undefined): WebResponse['headers'] {
  const found = new Map<string, [name: string, value: string]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name, value] = [raw[at]!, raw[at + 1]!];
    const known = found.get(name.toLowerCase());
    if (known) known[1] += `, ${value}`;
    else found.set(name.toLowerCase(), [name, value]);
  }
  if (size !== undefined && found.delete('content-encoding'))
    found.set('content-length', ['Content-Length', `${size}`]);
  return [...found.values()];
}
