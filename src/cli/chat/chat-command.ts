import type { Conversation } from '../../ask/conversations.js';
import { textOf } from '../../ask/message-text.js';
import { InputError, OintError } from '../../core/errors/errors.js';
import { confirmOnTerminal } from '../ask/confirm.js';
import { former } from '../ask/keep.js';
import { type AskLine, chatUsage, readAskLine } from '../ask/options.js';
import { readSettings, type Settings } from '../ask/settings.js';
import { Show } from '../ask/show.js';
import { filled } from '../ask/template.js';
import { maxSteps, namesIn, openToolbox } from '../ask/toolbox.js';
import { readConfig } from '../run/config-file.js';
import { TypedSources } from '../run/sources.js';
import { write } from '../start/print.js';
import { tell } from '../start/tell.js';
import { note, painter, safe } from '../start/terminal.js';
import { usage } from '../start/usage.js';
import { completions, runCommand } from './commands.js';
import { History } from './history.js';
import { Prompter } from './prompter.js';
import { Talk, TITLE } from './talk.js';
import { TerminalInput } from './terminal-input.js';

/** `oint chat`. Returns the exit status. */
export async function chatCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const line = readAskLine('chat', args);
  if (line.switches.has('help')) {
    await write(usage(chatUsage, process.stdout));
    return 0;
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw noTerminal();
  maxSteps(TITLE, line);
  const config = await readConfig();
  const sources = new TypedSources(config);
  const settings = await readSettings(TITLE, line, config, sources);
  const before = await former(TITLE, line);
  const toolbox = await openToolbox(line, settings, sources, signal);
  const history = new History(settings.redactor);
  if (!line.switches.has('no-log')) await history.read();
  const input = new TerminalInput(history.lines, completions);
  const confirm = confirmOnTerminal(namesIn(line.many.yes), (text) => input.question(text));
  try {
    const talk = new Talk(
      { line, settings, tools: toolbox.tools, sources, confirm, signal },
      before,
    );
    for (const file of line.many.attach ?? []) await talk.attach(file);
    await greet(settings, before, line);
    const first = line.words.join(' ');
    const question = first && filled(settings.template, first);
    await converse(talk, new Prompter(input, talk), history, { question, signal });
    return signal.aborted ? 130 : 0;
  } finally {
    input.close();
    if (!line.switches.has('no-log')) await history.write();
    await toolbox.close();
    sources.release();
  }
}

function noTerminal(): InputError {
  return new InputError({
    method: TITLE,
    message: 'chat needs a terminal for input and output',
    hint: 'For scripts and pipes, use oint ask: oint ask "question" (oint ask -c continues a conversation).',
  });
}

/** Reads lines until the user leaves. */
async function converse(
  talk: Talk,
  prompter: Prompter,
  history: History,
  { question, signal }: { question: string; signal: AbortSignal },
): Promise<void> {
  signal.addEventListener('abort', () => prompter.leave());
  let typed: string | undefined = question || (await prompter.read());
  while (typed !== undefined) {
    history.add(typed);
    if (!(await one(talk, typed))) return;
    typed = prompter.over ? undefined : await prompter.read();
  }
}

/** Handles a command or a question. An error ends the turn, not the session. */
async function one(talk: Talk, typed: string): Promise<boolean> {
  if (typed.trim() === '') return true;
  try {
    if (/^\/(?!\/)/.test(typed)) return await runCommand(talk, typed);
    await talk.ask(typed.trim());
  } catch (error) {
    if (!(error instanceof OintError)) throw error;
    tell(error);
  }
  return true;
}

/** Shows the model, the server, and the end of a continued conversation. */
async function greet(
  { url, model, isFallback }: Settings,
  before: Conversation | undefined,
  line: AskLine,
): Promise<void> {
  const where = isFallback || url === 'local' ? 'the embedded server' : url;
  const shown = safe(where.replace(/\/\/[^/@\s]+@/, '//***@'), process.stderr);
  note(`${safe(model, process.stderr)} at ${shown}; /help for help, Ctrl-D to leave`);
  const question = before?.messages.findLast(({ role }) => role === 'user');
  if (!before || !question) return;
  await write(
    `${painter(process.stdout)('cyan', '>')} ${safe(textOf(question), process.stdout)}\n`,
  );
  const answer = before.messages.at(-1);
  if (answer?.role !== 'assistant') return;
  const show = new Show({ text: true, thinking: false, plain: line.switches.has('plain') });
  await show.event({ type: 'text', text: textOf(answer) });
  await show.end();
}
