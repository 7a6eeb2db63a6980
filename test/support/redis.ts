import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterFile } from './after-file.js';
import { authority } from './certificates.js';
import { folder } from './folder.js';
import { refusedPort } from './server.js';

/** A running Redis that appends what it is told to a file. */
export interface TestRedis {
  url: string;
  password: string;
  /** The URL of its port with TLS, and the file with the authority of its certificate. */
  secure(): Promise<{ url: string; ca: string }>;
  /** The folder with its files. */
  data: string;
  /** Ends it as in a crash, and starts it again with its file. */
  crash(): Promise<void>;
}

/** Why there is no server; `undefined` if there is one. */
export const whyNoRedis = missing();

function missing(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no redis-server is installed here';
  }
}

/** Starts a server for a test file. */
export async function startRedis(): Promise<TestRedis> {
  const data = await folder();
  const password = 'pa-ss-Redis-4711';
  const port = await refusedPort();
  const settings = [
    ...['--bind', '127.0.0.1', '--requirepass', password, '--save', ''],
    ...['--maxmemory-policy', 'noeviction'],
  ];
  const args = ['--port', String(port), '--dir', data, '--appendonly', 'yes', ...settings];
  const running: ChildProcess[] = [];
  const start = async (all: readonly string[]) => {
    const child = spawn('redis-server', all, { stdio: ['ignore', 'pipe', 'ignore'] });
    running.push(child);
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('Ready to accept connections')) resolve();
      });
      child.once('close', () => reject(new Error(`Redis did not start:\n${log}`)));
    });
    return child;
  };
  let main = await start(args);
  afterFile(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    password,
    data,
    async secure() {
      const ca = await authority();
      const { certPath, keyPath } = await ca.sign('redis', 'IP:127.0.0.1');
      const tls = await refusedPort();
      const files = ['--tls-cert-file', certPath, '--tls-key-file', keyPath];
      const own = ['--tls-ca-cert-file', ca.certPath, '--tls-auth-clients', 'no'];
      await start(['--port', '0', '--tls-port', String(tls), ...files, ...own, ...settings]);
      return { url: `rediss://:${password}@127.0.0.1:${tls}`, ca: ca.certPath };
    },
    async crash() {
      const ended = once(main, 'exit');
      main.kill('SIGKILL');
      await ended;
      main = await start(args);
    },
  };
}
