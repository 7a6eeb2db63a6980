import { Session, type SessionOptions } from '../../bsl/worker/session-host.js';
import { TerminalInput } from '../chat/terminal-input.js';
import { put, shown } from '../start/shown.js';
import { painter } from '../start/terminal.js';

/** `oint run` on a terminal without a script: runs what is typed. Returns the exit status. */
export async function talk(options: SessionOptions): Promise<number> {
  const input = new TerminalInput([], () => []);
  const session = new Session(options);
  const color = painter(process.stdout);
  let isRunning = false;
  let text = '';
  input.onInterrupt = () => {
    if (isRunning) return session.interrupt();
    // At an empty prompt: an open block is given up.
    text = '';
    say(process.stdout, input.closed ? '' : '^C\n');
    if (!input.closed) input.release();
  };
  options.signal.addEventListener('abort', () => {
    session.interrupt();
    input.close();
  });
  say(process.stderr, `${WELCOME}\n`);
  try {
    for (;;) {
      const line = await input.read(color('cyan', text === '' ? '> ' : '. '));
      if (line === undefined) return 0;
      text = text === '' ? line : `${text}\n${line}`;
      if (text.trim() === '') {
        text = '';
        continue;
      }
      isRunning = true;
      const reply = await session.run(text);
      isRunning = false;
      if (reply.kind === 'incomplete') continue;
      text = '';
      if (reply.kind === 'exit') return reply.status;
      if (reply.kind === 'done' && reply.shown !== undefined)
        say(process.stdout, `${reply.shown}\n`);
      if (reply.kind === 'failed') say(process.stderr, reply.report);
      if (reply.kind === 'lost') say(process.stderr, `${reply.reason}: all variables are lost\n`);
    }
  } finally {
    input.close();
    await session.end();
  }
}

const WELCOME = 'Type statements or expressions. Ctrl-C cancels, Ctrl-D ends.';

function say(stream: NodeJS.WriteStream, text: string): void {
  put(stream, shown(text, stream));
}
