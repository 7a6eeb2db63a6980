import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call } from '../../definition/call.js';
import { InputError, type OintError } from '../../errors/errors.js';
import { withinCall } from '../../http/wait.js';

/** Only this machine can connect. */
const ADDRESS = '127.0.0.1';
/** How long a browser may take for its request, in milliseconds, and how many may connect at a time. */
const SLOWEST = 5_000;
const MOST = 8;

const DONE = page('Go back to the terminal: it shows whether you are signed in.');
const FORGED = page(
  'This sign-in was not started here, or is over. Start it again in the terminal.',
);

/** Where the redirect arrives. */
export interface RedirectPlace {
  /** The host in the redirect URI: vendors compare it with the one they know. Default 127.0.0.1. */
  host?: string;
  /** 0 for any port that is free. */
  port: number;
}

/** Waits on this machine for the redirect of an authorization server (RFC 8252, section 7.3). */
export class Loopback {
  readonly redirectUri: string;
  readonly #server: Server;
  readonly #redirect: Promise<URLSearchParams>;

  private constructor(server: Server, redirectUri: string, redirect: Promise<URLSearchParams>) {
    this.#server = server;
    this.redirectUri = redirectUri;
    this.#redirect = redirect;
  }

  /** Listens for the redirect with this `state`. Any other request is refused, and does not end the wait. */
  static async open(
    { method }: Call,
    { host = ADDRESS, port }: RedirectPlace,
    state: string,
  ): Promise<Loopback> {
    const { createServer } = await import('node:http');
    const limits = { headersTimeout: SLOWEST, requestTimeout: SLOWEST, keepAliveTimeout: 1 };
    const server = createServer(limits);
    server.maxConnections = MOST;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(notListening(method, port, error)));
      server.listen(port, ADDRESS, resolve);
    });
    const authority = `${host}:${(server.address() as AddressInfo).port}`;
    const redirect = new Promise<URLSearchParams>((resolve) => {
      server.on('request', (request, response) => {
        const query = queryOf(request, authority);
        if (!query) return void respond(response, 404, FORGED);
        if (!isSame(query.get('state') ?? '', state)) return void respond(response, 400, FORGED);
        // The browser shows the page before the port is closed.
        response.once('close', () => resolve(query));
        respond(response, 200, DONE);
      });
    });
    return new Loopback(server, `http://${authority}/`, redirect);
  }

  /** The query of the redirect. */
  redirect(call: Call): Promise<URLSearchParams> {
    return withinCall(this.#redirect, call);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** The query of a redirect. A page of another site cannot send one under this host name. */
function queryOf({ method, url = '', headers }: IncomingMessage, authority: string) {
  const base = `http://${authority}`;
  if (method !== 'GET' || headers.host !== authority || !URL.canParse(url, base)) return undefined;
  const { pathname, searchParams } = new URL(url, base);
  return pathname === '/' && searchParams.size > 0 ? searchParams : undefined;
}

/** Compares without telling by its time how much is right. */
function isSame(given: string, state: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(state)];
  const { timingSafeEqual } = process.getBuiltinModule('node:crypto');
  return one.length === other.length && timingSafeEqual(one, other);
}

function respond(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(body);
}

/** Nothing of a request is in a page. */
function page(text: string): string {
  return `<!doctype html><html lang="en"><title>OInt</title><p>${text}</p></html>\n`;
}

function notListening(method: string, port: number, cause: Error): OintError {
  return new InputError({
    method,
    param: 'port',
    message: `cannot listen on ${ADDRESS}:${port}: ${(cause as NodeJS.ErrnoException).code}`,
    hint: 'Another program may use the port. Choose another one, and add it to the redirect URIs of the application.',
    cause,
  });
}
