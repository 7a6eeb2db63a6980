import type { IncomingMessage } from 'node:http';
import type WebSocket from 'ws';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import { opening } from '../../core/connection/opening.js';
import type { ProxyServer } from '../../core/connection/proxy-settings.js';
import { connectSecure } from '../../core/connection/secure-socket.js';
import type { Task } from '../../core/connection/task.js';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import { isSecretHeader } from '../../core/errors/redact.js';
import { statusHint, statusText } from '../../core/http/status.js';
import { percentDecoded, shownUrl } from '../../core/http/url.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { driver } from './packages.js';
import { LARGEST, Peer } from './peer.js';

/** Where a connection goes, and how. */
export interface Target {
  address: string;
  tls?: TlsSettings | undefined;
  proxy?: ProxyServer | undefined;
  headers?: JsonRecord | undefined;
  protocols?: readonly string[] | undefined;
}

/** An open connection to a server: `await using connection = await createConnection(…)`. */
export class WsConnection implements Connection {
  /** The subprotocol that the server chose; empty if there is none. */
  readonly protocol: string;
  /** @internal */
  readonly log: ConnectionLog | undefined;
  /** @internal */
  readonly peer: Peer;

  private constructor(peer: Peer, protocol: string, log: ConnectionLog | undefined) {
    this.peer = peer;
    this.protocol = protocol;
    this.log = log;
  }

  /** Connects and upgrades, all within `connectTimeout`. @internal */
  static async open(target: Target, call: Call, log?: ConnectionLog): Promise<WsConnection> {
    const url = new URL(target.address);
    const shown = `${url.protocol}//${url.host}${url.pathname}`;
    hideSecrets(url, target, call);
    log?.add(call.redactor.text(`Connecting to ${shown}`));
    call.debug(() => `> connecting to ${shown}`);
    return opening(call, log, async (task) => {
      const connection = await upgraded(url, target, task, log);
      log?.add('Connected');
      call.debug(() => `< connected${connection.protocol && `, ${connection.protocol}`}`);
      return connection;
    });
  }

  /** @internal */
  static of(peer: Peer, protocol: string, log: ConnectionLog | undefined): WsConnection {
    return new WsConnection(peer, protocol, log);
  }

  /** False once either side has closed it. */
  get isOpen(): boolean {
    return this.peer.isOpen;
  }

  async close(): Promise<void> {
    if (!this.peer.isClosed) this.log?.add('Closed');
    await this.peer.close(undefined, 1000);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A user without a password is a key. */
function hideSecrets(url: URL, { headers }: Target, { redactor }: Call): void {
  const [user, password] = [percentDecoded(url.username), percentDecoded(url.password)];
  if (user || password) {
    redactor.add(password || user);
    redactor.add(Buffer.from(`${user}:${password}`).toString('base64'));
  }
  for (const [name, value] of url.searchParams) if (isSecretHeader(name)) redactor.add(value);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (isSecretHeader(name)) redactor.add(String(value).replace(/^(Bearer|Basic|Token) +/i, ''));
  }
}

/** What a server may take in the headers and the text of a refusal. */
const LONGEST_REFUSAL = 64 * 1024;

async function upgraded(
  url: URL,
  { tls, proxy, headers, protocols }: Target,
  task: Task,
  log: ConnectionLog | undefined,
): Promise<WsConnection> {
  const { call } = task;
  const { default: Client } = await import('ws').catch(elsewhere(driver, 'ws'));
  const isSecure = url.protocol === 'wss:';
  if (tls?.use_tls && !isSecure) {
    const message = 'TLS settings need an address that begins with wss://';
    throw new InputError({ method: call.method, param: 'tls', message });
  }
  const socket = await connectSecure(
    {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (isSecure ? 443 : 80),
      proxy,
      protocol: 'WebSocket',
      tls: isSecure ? (tls ?? { use_tls: true, accept_invalid_certs: false }) : undefined,
    },
    task,
  );
  return task
    .until<WsConnection>((resolve, reject) => {
      const client = newClient(() => {
        const given = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]);
        return new Client(url, [...(protocols ?? [])], {
          headers: Object.fromEntries(given),
          createConnection: () => socket,
          maxPayload: LARGEST,
        });
      }, call);
      // Messages can arrive with the upgrade: listen before anything else happens.
      const peer = new Peer(client, url.host, socket);
      socket.ref();
      client.once('open', () => {
        socket.unref();
        resolve(WsConnection.of(peer, client.protocol, log));
      });
      client.once('unexpected-response', (request, response: IncomingMessage) => {
        request.on('error', () => {});
        refusal(response, url, call).then(reject, reject);
      });
      client.once('error', (error) =>
        reject(
          brokenConnection(call, {
            host: url.host,
            what: 'WebSocket',
            error,
            connected: true,
            hint: /^(ECONN|EPIPE)/.test(codeOf(error))
              ? 'Try again. If it fails again, check whether the server needs wss:// or ws://.'
              : `Check that ${call.destination} is the address of a WebSocket.`,
          }),
        ),
      );
    })
    .catch((error) => {
      socket.on('error', () => {});
      socket.destroy();
      throw error;
    });
}

function codeOf(error: Error): string {
  if ('code' in error) return String(error.code);
  return error.message === 'socket hang up' ? 'ECONNRESET' : '';
}

/** The driver refuses subprotocols and headers that are invalid. */
function newClient(make: () => WebSocket, call: Call): WebSocket {
  try {
    return make();
  } catch (error) {
    const message = call.redactor.text((error as Error).message);
    const param = /subprotocol/.test(message) ? 'protocols' : 'headers';
    throw new InputError({ method: call.method, param, message, cause: error });
  }
}

/** The server answered like any other web server. */
async function refusal(response: IncomingMessage, url: URL, call: Call): Promise<HttpError> {
  const status = response.statusCode ?? 0;
  let body = '';
  try {
    for await (const chunk of response) {
      body += String(chunk);
      if (body.length > LONGEST_REFUSAL) break;
    }
  } catch {
    // The status says enough.
  }
  const texts = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  const headers = call.redactor.deep(Object.fromEntries(texts)) as Record<string, string>;
  const said = call.redactor.text(body.replace(/\s+/g, ' ').trim().slice(0, 200));
  return new HttpError({
    method: call.method,
    status,
    headers,
    body: call.redactor.text(body),
    message: call.redactor.text(
      `the server returned ${statusText(status)} instead of a WebSocket${said && `: ${said}`} (${shownUrl(url)})`,
    ),
    hint: statusHint(status, headers, call),
  });
}
