import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, startDaemon } from '../../../../test/support/daemon.js';
import { folder } from '../../../../test/support/folder.js';

/** Debian's Python, which has the package: another one may come first in PATH. */
export const PYTHON = '/usr/bin/python3';

/** Why Python's websockets cannot run here; `undefined` if it can. */
export const noPython = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import websockets'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'python3-websockets is not installed';
  }
})();

const SCRIPT = `
import asyncio, ssl, sys, websockets
kind, port = sys.argv[1], int(sys.argv[2])
context = None
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3])
seen = 0

async def echo(socket):
    async for message in socket:
        await socket.send(message)

async def fragments(socket):
    async def parts():
        for part in ['one ', 'two ', 'три']:
            yield part
    await socket.send(parts())
    await (await socket.ping())
    await socket.send('pong arrived')
    await socket.wait_closed()

async def close(socket):
    await socket.close(4001, 'no more')

async def headers(socket):
    found = socket.request_headers
    await socket.send(' '.join([found['X-Trace'], found['Authorization'], socket.path]))
    await socket.wait_closed()

async def flood(socket):
    while True:
        await socket.send(bytes(1024 * 1024))

async def breaks(socket):
    global seen
    seen += 1
    await socket.send(await socket.recv())
    await asyncio.sleep(0.05)
    socket.transport.abort()

kinds = dict(echo=echo, fragments=fragments, close=close, headers=headers, flood=flood)
kinds['break'] = breaks

async def main():
    async with websockets.serve(kinds[kind], '127.0.0.1', port, ssl=context, subprotocols=['chat.v1'], max_size=None):
        await asyncio.Future()

asyncio.run(main())
`;

/** Starts a server of Python's websockets; with a PEM file, it uses TLS. */
export async function startPython(kind: string, pem?: string): Promise<Daemon> {
  const script = join(await folder(), 'server.py');
  await writeFile(script, SCRIPT);
  return startDaemon(PYTHON, (port) => [script, kind, String(port), ...(pem ? [pem] : [])]);
}
