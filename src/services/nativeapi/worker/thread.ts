import { Host } from './host.js';
import { loadKoffi } from './koffi.js';
import { Library } from './library.js';
import { Refused, type Reply, type Request } from './protocol.js';

// The main file of the process of a component: see ../process.ts.

let host: Host | undefined;

async function answer(request: Request): Promise<unknown> {
  if (request.do === 'load') {
    host = new Host(await Library.load(await loadKoffi(request.koffi), request.path));
    return undefined;
  }
  return host!.do(request);
}

process.on('message', async (request: Request) => {
  const reply: Reply = await answer(request).then(
    (result) => ({ result, events: [] }),
    (error: Error) => {
      const failure =
        error instanceof Refused
          ? error.failure
          : { reason: 'NATIVE_FAILED', message: error.message };
      return { failure, events: [] };
    },
  );
  process.send!({ ...reply, events: host?.takeEvents() ?? [] });
});

// Ctrl-C in a terminal reaches both processes: the program decides.
process.on('SIGINT', () => {});
// Without its program there is nothing to do. A component that hangs would let no process exit.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
