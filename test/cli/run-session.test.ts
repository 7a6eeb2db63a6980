import { expect, it } from 'vitest';
import { inTerminal, oint, withoutColours } from '../support/oint.js';

const [CTRL_C, CTRL_D, UP] = ['\x03', '\x04', '\x1b[A'];

/** A session on a terminal. */
class Session {
  readonly #terminal = inTerminal(['run'], { env: { NO_COLOR: '1' } });
  #seen = 0;

  /** Types a line at the next prompt. */
  async enters(line: string, prompt = '> '): Promise<void> {
    await this.sees(prompt);
    this.#terminal.type(`${line}\r`);
    await this.sees(line);
  }

  /** Waits until the text is in the new output. */
  async sees(text: string): Promise<void> {
    this.#seen = await this.#terminal.untilAfter(this.#seen, text);
  }

  type(text: string): void {
    this.#terminal.type(text);
  }

  async ends(): Promise<number> {
    return this.#terminal.ended;
  }

  get text(): string {
    return withoutColours(this.#terminal.output);
  }
}

it('shows values, and keeps variables and procedures', async () => {
  const session = new Session();
  await session.enters('0.1 + 0.2');
  await session.sees('\r\n0.3\r\n');
  await session.enters('List = New Array; List.Add("a")');
  await session.enters('List.Count()');
  await session.sees('\r\n1\r\n');
  await session.enters('Procedure Double(X)');
  await session.enters('X = X * 2', '. ');
  await session.enters('EndProcedure', '. ');
  await session.enters('N = 21; Double(N)');
  await session.enters('N');
  await session.sees('\r\n42\r\n');
  await session.enters('Function Twice(X) Double(X); Return X; EndFunction');
  await session.enters('Twice("2") + Twice(N)');
  await session.sees('\r\n88\r\n');
  await session.enters('Для Каждого Э Из List Цикл');
  await session.enters('Сообщить(Э + "!")', '. ');
  await session.enters('КонецЦикла', '. ');
  await session.sees('\r\na!\r\n');
  await session.enters('Exit(4)');
  expect(await session.ends()).toBe(4);
});

it('shows errors as for files, and goes on', async () => {
  const session = new Session();
  await session.enters('N = 1 / 0');
  await session.sees('<input>:1:7: Division by zero\r\nN = 1 / 0\r\n      ^\r\n');
  await session.enters('Ы = Нет');
  await session.sees('<input>:1:5: Неизвестный символ: Нет\r\nЫ = Нет\r\n    ^\r\n');
  await session.enters('Procedure Broken() A = Unknown; EndProcedure');
  await session.sees('Unknown name: Unknown');
  await session.enters('Broken()');
  await session.sees('There is no procedure or function "Broken"');
  await session.enters('Ы');
  await session.sees('Неизвестный символ: Ы');
  await session.sees('> ');
  session.type(CTRL_D);
  expect(await session.ends()).toBe(0);
});

it('cancels a line, a block and a loop with Ctrl-C, and has a history', async () => {
  const session = new Session();
  await session.enters('If True Then');
  await session.sees('. ');
  session.type('half');
  await session.sees('half');
  session.type(CTRL_C);
  await session.sees('^C');
  await session.sees('. ');
  session.type(CTRL_C);
  await session.enters('"again"');
  await session.sees('\r\n"again"\r\n');
  await session.enters('Message("in a loop"); While True Do EndDo');
  await session.sees('\r\nin a loop\r\n');
  session.type(CTRL_C);
  await session.sees('interrupted: all variables are lost');
  await session.sees('> ');
  session.type(`${UP}${UP}\r`);
  await session.sees('\r\n"again"\r\n');
  await session.sees('> ');
  session.type(CTRL_D);
  expect(await session.ends()).toBe(0);
});

it('needs a terminal', async () => {
  const { status, stderr } = await oint(['run'], { stdin: '1 + 1' });
  expect(status).toBe(2);
  expect(stderr).toContain('expected a script: a path, or - for standard input');
});
