import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import net from 'node:net';
import { delimiter, join } from 'node:path';
import { afterFile } from './after-file.js';
import { refusedPort } from './server.js';

/** Why a program cannot be run here; `undefined` if it can. */
export function whyNo(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  const isThere = folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return isThere ? undefined : `${program} is not installed`;
}

export interface Daemon {
  port: number;
  /** What it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a server program on a free port of 127.0.0.1, and waits until it accepts connections. */
export async function startDaemon(
  program: string,
  args: (port: number) => readonly string[],
  { cwd, input, ready = accepts }: { cwd?: string; input?: string; ready?: typeof accepts } = {},
): Promise<Daemon> {
  const port = await refusedPort();
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(program, args(port), { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  child.on('error', () => {});
  if (input !== undefined) child.stdin.write(input);
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  afterFile(stop);
  while (!(await ready(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { port, output: () => output, stop };
}

/** True if something accepts connections on this port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
