import { isIP, type Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

/** Encrypts an open connection; `host` is whose certificate the server must have. */
export async function encrypted(
  socket: Socket,
  host: string,
  options: ConnectionOptions,
): Promise<TLSSocket> {
  const { connect } = await import('node:tls');
  return new Promise((resolve, reject) => {
    // An address is no server name, but its certificate must be for it.
    const servername = isIP(host) ? {} : { servername: host };
    const secure = connect({ ...options, ...servername, host, socket }, () => {
      secure.off('error', reject);
      socket.off('close', gone);
      resolve(secure);
    });
    const gone = () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    socket.once('close', gone);
    secure.once('error', reject);
  });
}
