import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Ask } from '../services/modules.js';
import type { Answer, Request } from '../services/wire.js';

/** Asks the main thread through a port. `signal` is shared memory: it is set when the answer is there. */
export function askThrough(port: MessagePort, signal: Int32Array): Ask {
  return (request: Request): Answer => {
    Atomics.store(signal, 0, 0);
    port.postMessage(request);
    for (;;) {
      Atomics.wait(signal, 0, 0);
      const received = receiveMessageOnPort(port);
      if (received) return received.message as Answer;
    }
  };
}

/** Waits without using the processor. */
export function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
