import { homedir } from 'node:os';
import { InputError } from '../../core/errors/errors.js';
import { writeWhole } from '../../core/files/file.js';
import { cut } from '../../core/util/cut.js';
import { modelFor } from '../ask/settings.js';
import { usageLine } from '../ask/show.js';
import { asMarkdown } from '../logs/as-markdown.js';
import { table } from '../start/layout.js';
import { write } from '../start/print.js';
import { didYouMean } from '../start/suggest.js';
import { note, painter, safe, width } from '../start/terminal.js';
import { type Talk, TITLE } from './talk.js';

interface Command {
  /** The name of its argument; missing if it has none. */
  value?: string;
  summary: string;
  run(talk: Talk, text: string): Promise<void>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  help: { summary: 'Shows this help', run: showHelp },
  attach: {
    value: 'FILE',
    summary: 'Attaches an image, PDF, audio or text to the next question',
    async run(talk, file) {
      if (file) await talk.attach(pathIn(file));
      note(
        talk.attached.length > 0
          ? `attached to the next question: ${names(talk)}`
          : 'no attachments',
      );
    },
  },
  model: {
    value: 'NAME',
    summary: 'Switches to another model; without a name, shows the current one',
    async run({ settings }, name) {
      if (name) settings.model = await modelFor(settings, name);
      note(`the model is ${safe(settings.model, process.stderr)}`);
    },
  },
  system: {
    value: 'TEXT',
    summary: 'Sets the system prompt; - removes it',
    async run({ settings }, text) {
      if (text) settings.system = text === '-' ? undefined : text;
      note(safe(settings.system ?? 'there is no system prompt', process.stderr));
    },
  },
  tools: { summary: 'Lists the tools the model may use', run: showTools },
  retry: {
    summary: 'Asks the last question again',
    async run(talk) {
      if (!(await talk.retry())) note('there is no question yet');
    },
  },
  undo: {
    summary: 'Removes the last question and its answer',
    async run(talk) {
      const text = await talk.undo();
      if (text === undefined) note('there is no question yet');
      else note(`removed: ${safe(beginning(text), process.stderr)}`);
    },
  },
  new: {
    summary: 'Starts a new conversation',
    async run(talk) {
      talk.begin();
      note('new conversation');
    },
  },
  save: {
    value: 'FILE',
    summary: 'Saves the conversation to a file: as Markdown, or as JSON if the name ends in .json',
    run: save,
  },
  usage: {
    summary: 'Shows the token usage of this conversation and its price',
    async run({ usage, settings, messages }) {
      note(messages.length > 0 ? usageLine({ usage }, settings) : 'there is no question yet');
    },
  },
  paste: { summary: 'Reads lines up to one with """ as one question', run: async () => {} },
  exit: { summary: 'Leaves, like Ctrl-D', run: async () => {} },
};

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['quit', 'exit'],
  ['?', 'help'],
]);

/** Completes commands for the Tab key. */
export function completions(line: string): string[] {
  if (!/^\/\w*$/.test(line)) return [];
  const all = Object.entries(COMMANDS).map(([name, { value }]) => `/${name}${value ? ' ' : ''}`);
  return all.filter((name) => name.startsWith(line));
}

/** Runs a line that starts with a slash. Returns false to end the session. */
export async function runCommand(talk: Talk, line: string): Promise<boolean> {
  const [, typed = '', text = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const name = ALIASES.get(typed) ?? typed;
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!found) {
    const near = didYouMean(name, Object.keys(COMMANDS));
    throw new InputError({
      method: TITLE,
      message: `there is no command /${cut(typed, 40)}`,
      hint: `${near ?? 'See /help.'} Put a space before a question that starts with a slash.`,
    });
  }
  if (text && !found.value) {
    throw new InputError({ method: TITLE, message: `/${name} takes no argument` });
  }
  await found.run(talk, text.trim());
  return name !== 'exit';
}

async function showHelp(): Promise<void> {
  const paint = painter(process.stdout);
  const rows = Object.entries(COMMANDS).map(([name, { value, summary }]) => ({
    left: `/${name}${value ? ` ${value}` : ''}`,
    right: summary,
  }));
  const keys = [
    {
      left: '"""',
      right: 'Starts and ends a question of several lines; or end a line with \\',
    },
    { left: 'Ctrl-C', right: 'Stops a reply, or clears the line; twice on an empty line: leaves' },
  ];
  const lines = table([...rows, ...keys], width(process.stdout), {
    left: (text) => paint('cyan', text),
    note: (text) => paint('dim', text),
  });
  await write(`${lines.join('\n')}\n`);
}

async function showTools({ tools }: Talk): Promise<void> {
  if (tools.length === 0) return note('none (oint chat --tools openai.GetModelList)');
  const paint = painter(process.stdout);
  const rows = tools.map(({ name, description, effect }) => ({
    left: safe(name, process.stdout),
    right: safe(description.split('\n')[0] ?? '', process.stdout),
    ...(effect !== 'read' && { note: `(${effect}s: needs approval)` }),
  }));
  const styles = {
    left: (text: string) => paint('cyan', text),
    note: (text: string) => paint('dim', text),
  };
  await write(`${table(rows, width(process.stdout), styles).join('\n')}\n`);
}

async function save({ id, started, messages, settings }: Talk, typed: string): Promise<void> {
  const file = pathIn(typed);
  if (!file) throw new InputError({ method: TITLE, message: '/save needs a file name' });
  if (messages.length === 0) return note('there is nothing to save yet');
  const { model, redactor } = settings;
  const whole = { id: id ?? TITLE, model, started, messages: [...messages] };
  const clean = redactor.deep(whole) as typeof whole;
  const isJson = /\.json$/i.test(file);
  const text = isJson ? `${JSON.stringify(clean, null, 2)}\n` : asMarkdown(clean);
  await writeWhole(file, text, 0o600);
  note(`${file}: ${messages.length} messages`);
}

/** Reads a path like a shell: removes quotes, and replaces ~ with the home folder. */
function pathIn(typed: string): string {
  const [, quoted] = /^(?:"(.*)"|'(.*)')$/.exec(typed)?.filter(Boolean) ?? [];
  return (quoted ?? typed).replace(/^~(?=[/\\]|$)/, homedir());
}

function names({ attached }: Talk): string {
  return safe(attached.join(', '), process.stderr);
}

function beginning(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${cut(line, 60)}…` : line;
}
