import { execFileSync } from 'node:child_process';
import { type Daemon, startDaemon } from '../../../../test/support/daemon.js';

/** Debian's Python, which has the package: another one may come first in PATH. */
const PYTHON = '/usr/bin/python3';

/** Why httpbin cannot run here; `undefined` if it can. */
export const noHttpbin = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import httpbin'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'python3-httpbin is not installed';
  }
})();

/** Starts httpbin; `url` is its address. */
export async function startHttpbin(): Promise<Daemon & { url: string }> {
  const daemon = await startDaemon(PYTHON, (port) => [
    ...['-m', 'httpbin.core', '--host', '127.0.0.1', '--port', String(port)],
  ]);
  return { ...daemon, url: `http://127.0.0.1:${daemon.port}` };
}
