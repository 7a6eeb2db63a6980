import http from 'node:http';
import type net from 'node:net';
import tls from 'node:tls';
import { afterFile } from '../support/after-file.js';
import { authority } from '../support/certificates.js';

/**
 * A proxy that leads requests for these hosts to servers that stand in for them, with certificates of its
 * own authority: scripts keep the addresses of the live services. Returns the environment for programs.
 */
export async function startGate(
  hosts: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const ca = await authority();
  const names = Object.keys(hosts).map((host) => `DNS:${host}`);
  const { cert, key } = await ca.sign('gate', names.join(','));
  const inner = http.createServer((request, response) => {
    const target = hosts[request.headers.host?.split(':')[0] ?? ''];
    if (!target) return void response.writeHead(502).end();
    const { method, headers } = request;
    const onward = http.request(
      new URL(request.url ?? '/', target),
      { method, headers },
      (found) => {
        response.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  const outer = http.createServer((_, response) => void response.writeHead(405).end());
  outer.on('connect', (request, socket: net.Socket) => {
    const [host = ''] = (request.url ?? '').split(':');
    if (!hosts[host]) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    const secure = new tls.TLSSocket(socket, { isServer: true, cert, key });
    secure.on('error', () => socket.destroy());
    inner.emit('connection', secure);
  });
  await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve));
  afterFile(() => void outer.close());
  const { port } = outer.address() as net.AddressInfo;
  return {
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    NO_PROXY: '127.0.0.1,localhost',
    NODE_EXTRA_CA_CERTS: ca.certPath,
  };
}
