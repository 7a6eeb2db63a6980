import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterFile } from '../../../../test/support/after-file.js';
import { pythonWith } from '../../../../test/support/python.js';

const PYTHON = pythonWith('zmq');

/** Why libzmq cannot be used here; `undefined` if it can. */
export const noZmq = PYTHON ? undefined : 'python3-zmq is not installed';

const BEGIN = `
import sys, time, zmq
context = zmq.Context()
def say(*words):
    print(*words, flush=True)
def bound(kind):
    s = context.socket(kind)
    say(s.bind_to_random_port('tcp://127.0.0.1'))
    return s
def connected(kind, port):
    s = context.socket(kind)
    s.connect('tcp://127.0.0.1:%s' % port)
    return s
`;

/** A program with libzmq that runs beside the test. */
export interface Program {
  /** The next line that it prints. */
  line(): Promise<string>;
  /** Sends it a line. */
  tell(line: string): void;
  /** Waits for its end. */
  ended(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a program in Python, in which `bound` and `connected` make sockets and `say` prints a line. */
export function startZmq(code: string): Program {
  const child = spawn(PYTHON!, ['-c', BEGIN + code], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const stop = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  afterFile(stop);
  return {
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error('the program in Python has ended');
      return value as string;
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    async ended() {
      await closed;
    },
    stop,
  };
}

/** Starts a program that binds a socket, and returns its address. */
export async function startBound(code: string): Promise<Program & { address: string }> {
  const program = startZmq(code);
  const port = await program.line();
  return { ...program, address: `tcp://127.0.0.1:${port}` };
}
