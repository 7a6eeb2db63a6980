import net from 'node:net';
import tls from 'node:tls';
import { afterFile } from '../support/after-file.js';
import type { Certificate } from '../support/certificates.js';

/** A server that returns what it gets, encrypted if it has a certificate. Returns `127.0.0.1:PORT`. */
export async function startEcho(certificate?: Certificate): Promise<string> {
  const echo = (socket: net.Socket) => void socket.on('error', () => {}).pipe(socket);
  const server = certificate
    ? tls.createServer({ cert: certificate.cert, key: certificate.key }, echo)
    : net.createServer(echo);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(() => void server.close());
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}
