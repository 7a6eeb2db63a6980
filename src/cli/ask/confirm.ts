import type { Confirm, ToolUse } from '../../ask/index.js';
import { painter, safe } from '../start/terminal.js';

/** Whether a tool's name is one of those that were allowed: `telegram.SendTextMessage`, `telegram.*`. */
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

/** Shows a question on the terminal and gives what is typed. */
type Ask = (question: string) => Promise<string>;

/**
 * Asks on the terminal before a tool writes or deletes; where there is none, it is not allowed. A
 * session that reads the terminal already asks by itself.
 */
export function confirmOnTerminal(allowed: readonly string[], ask: Ask = askOnce): Confirm {
  // One question at a time: tools run side by side.
  let asking: Promise<unknown> = Promise.resolve();
  return (use, { effect }) => {
    if (effect === 'read' || isAllowed(use.name, allowed)) return true;
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      return `this would ${effect} something, and nobody is there to allow it (--yes ${use.name})`;
    }
    const answer = asking.then(async () => {
      return /^y(es)?$/i.test((await ask(question(use, effect))).trim());
    });
    asking = answer.catch(() => {});
    return answer;
  };
}

function question({ name, arguments: given }: ToolUse, effect: string): string {
  const verb = painter(process.stderr)('yellow', effect === 'delete' ? 'deletes' : 'writes');
  return `This ${verb}: ${safe(`${name} ${given}`, process.stderr)}\nAllow it? [y/N] `;
}

async function askOnce(question: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    reader.question(question, (answer) => {
      resolve(answer);
      reader.close();
    });
    // The line editor has taken the key; whoever listens for the signal is to hear of it.
    reader.once('SIGINT', () => {
      process.stderr.write('\n');
      process.emit('SIGINT', 'SIGINT');
      reader.close();
    });
    reader.once('close', () => resolve(''));
  });
}
