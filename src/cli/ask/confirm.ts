import type { Confirm, ToolUse } from '../../ask/index.js';
import { shownForConsent } from '../../core/util/spelled-out.js';
import { type Shown, shown } from '../start/shown.js';
import { painter, say } from '../start/terminal.js';

/** Whether a tool's name matches one of the allowed names: `telegram.SendTextMessage`, `telegram.*`. */
function isAllowed(name: string, allowed: readonly string[]): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll('.', '_');
  return allowed.some((pattern) => {
    const [head = '', ...tail] = plain(pattern).split('*');
    const lower = plain(name);
    return tail.length === 0
      ? lower === head
      : lower.startsWith(head) && lower.endsWith(tail.join('*'));
  });
}

/** Shows a question on the terminal and returns what the user types. */
type Ask = (question: Shown) => Promise<string>;

/**
 * Asks on the terminal before a tool writes or deletes; without a terminal, the call is refused. A
 * chat session already reads the terminal and asks in its own way.
 */
export function confirmOnTerminal(allowed: readonly string[], ask: Ask = askOnce): Confirm {
  // One question at a time: tools run in parallel.
  let asking: Promise<unknown> = Promise.resolve();
  return (use, { effect }) => {
    if (effect === 'read' || isAllowed(use.name, allowed)) return true;
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      return `this would ${effect} something and needs approval, but there is no terminal to ask on (--yes ${use.name})`;
    }
    const answer = asking.then(async () => {
      return /^y(es)?$/i.test((await ask(question(use, effect))).trim());
    });
    asking = answer.catch(() => {});
    return answer;
  };
}

function question({ name, arguments: given }: ToolUse, effect: string): Shown {
  const verb = painter(process.stderr)('yellow', effect === 'delete' ? 'deletes' : 'writes');
  const text = `This ${verb}: ${shownForConsent(`${name} ${given}`)}\nAllow it? [y/N] `;
  return shown(text, process.stderr);
}

async function askOnce(question: Shown): Promise<string> {
  const { createInterface } = await import('node:readline');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    reader.question(question, (answer) => {
      resolve(answer);
      reader.close();
    });
    // The line editor has consumed Ctrl-C: pass it on as a signal.
    reader.once('SIGINT', () => {
      say('\n');
      process.emit('SIGINT', 'SIGINT');
      reader.close();
    });
    reader.once('close', () => resolve(''));
  });
}
