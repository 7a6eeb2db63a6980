import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { afterFile } from './after-file.js';

/** A request as it arrived. */
export interface Received {
  method: string;
  /** Path and query, as on the wire. */
  path: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export interface Listening {
  /** Host and port: `127.0.0.1:40123`. */
  host: string;
  port: number;
  /** The connections that are open now. */
  sockets: ReadonlySet<net.Socket>;
  close(): Promise<void>;
}

export interface TestServer extends Listening {
  /** Without a slash at its end. */
  url: string;
  /** All requests, in order. */
  requests: readonly Received[];
}

/** Responds to a request whose body has arrived; `index` counts from 0. */
export type Handler = (
  request: Received,
  response: http.ServerResponse,
  index: number,
) => void | Promise<void>;

const open = new Set<Listening>();
afterFile(() => Promise.all([...open].map((server) => server.close())));

/** Any server on a free port of 127.0.0.1; closed at the end of the test file at the latest. */
export async function listen(server: net.Server): Promise<Listening> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const listening: Listening = {
    host: `127.0.0.1:${port}`,
    port,
    sockets,
    async close() {
      open.delete(listening);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  open.add(listening);
  return listening;
}

/** A real HTTP server, or with `tls` an HTTPS one, that records what arrives. */
export async function start(handler: Handler, tls?: https.ServerOptions): Promise<TestServer> {
  const requests: Received[] = [];
  const answer: http.RequestListener = async (incoming, response) => {
    const chunks: Buffer[] = [];
    // Some tests disconnect in the middle.
    incoming.on('error', () => {});
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) chunks.push(chunk);
    const received: Received = {
      method: incoming.method!,
      path: incoming.url!,
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    };
    requests.push(received);
    await handler(received, response, requests.length - 1);
  };
  const guarded: http.RequestListener = (incoming, response) => {
    Promise.resolve(answer(incoming, response)).catch((error: Error) => {
      // The request was aborted, or the handler failed: then the test sees its error.
      if (incoming.errored || response.headersSent) response.destroy();
      else response.writeHead(599).end(`the test's handler failed: ${error.stack}`);
    });
  };
  const server = tls ? https.createServer(tls, guarded) : http.createServer(guarded);
  const listening = await listen(server);
  const url = `${tls ? 'https' : 'http'}://${listening.host}`;
  return { ...listening, url, requests };
}

/** A TCP server without HTTP, for invalid responses. */
export async function startRaw(
  onSocket: (socket: net.Socket) => void,
): Promise<Listening & { url: string }> {
  const listening = await listen(net.createServer(onSocket));
  return { ...listening, url: `http://${listening.host}` };
}

/** Responds to every request with these bytes, as soon as its headers have arrived. */
export function startWith(...pieces: (string | Buffer)[]): Promise<Listening & { url: string }> {
  return startRaw((socket) => {
    socket.once('data', () => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    });
  });
}

/** Responds with JSON. */
export function json(
  response: http.ServerResponse,
  body: unknown,
  status = 200,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A port of this machine on which nothing listens. */
export async function refusedPort(): Promise<number> {
  const { port, close } = await listen(net.createServer());
  await close();
  return port;
}
