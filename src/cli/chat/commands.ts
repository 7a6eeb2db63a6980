import { homedir } from 'node:os';
import { InputError } from '../../core/errors/errors.js';
import { writeWhole } from '../../core/files/file.js';
import { usageLine } from '../ask/show.js';
import { asMarkdown } from '../logs/as-markdown.js';
import { table } from '../start/layout.js';
import { write } from '../start/print.js';
import { didYouMean } from '../start/suggest.js';
import { note, painter, safe, width } from '../start/terminal.js';
import { type Talk, TITLE } from './talk.js';

interface Command {
  /** What its argument is called; none where it takes none. */
  value?: string;
  summary: string;
  run(talk: Talk, text: string): Promise<void>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  help: { summary: 'Shows this', run: showHelp },
  attach: {
    value: 'FILE',
    summary: 'Puts a picture, PDF, sound or text with the next question',
    async run(talk, file) {
      if (file) await talk.attach(pathIn(file));
      note(talk.attached.length > 0 ? `with the next question: ${names(talk)}` : 'nothing yet');
    },
  },
  model: {
    value: 'NAME',
    summary: 'Goes on with another model; without a name, says which it is',
    async run({ settings }, name) {
      if (name) settings.model = name;
      note(`the model is ${safe(settings.model, process.stderr)}`);
    },
  },
  system: {
    value: 'TEXT',
    summary: 'Says what the model is to be and to heed; - takes it back',
    async run({ settings }, text) {
      if (text) settings.system = text === '-' ? undefined : text;
      note(safe(settings.system ?? 'nothing is said to the model beforehand', process.stderr));
    },
  },
  tools: { summary: 'The tools that the model may use', run: showTools },
  retry: {
    summary: 'Asks the last question again',
    async run(talk) {
      if (!(await talk.retry())) note('nothing was asked yet');
    },
  },
  undo: {
    summary: 'Takes the last question back, with its answer',
    async run(talk) {
      const text = await talk.undo();
      if (text === undefined) note('nothing was asked yet');
      else note(`forgotten: ${safe(beginning(text), process.stderr)}`);
    },
  },
  new: {
    summary: 'Begins another conversation',
    async run(talk) {
      talk.begin();
      note('a new conversation');
    },
  },
  save: {
    value: 'FILE',
    summary: 'Writes the conversation to a file: as Markdown, or JSON where it is called so',
    run: save,
  },
  usage: {
    summary: 'The tokens of this conversation, and their price',
    async run({ usage, settings, messages }) {
      note(messages.length > 0 ? usageLine({ usage }, settings) : 'nothing was asked yet');
    },
  },
  paste: { summary: 'Takes lines up to one with """ as one question', run: async () => {} },
  exit: { summary: 'Leaves, as Ctrl-D does', run: async () => {} },
};

const ALIASES: Readonly<Record<string, string>> = { quit: 'exit', '?': 'help' };

/** The commands that begin so, for the Tab key. */
export function completions(line: string): string[] {
  if (!/^\/\w*$/.test(line)) return [];
  const all = Object.entries(COMMANDS).map(([name, { value }]) => `/${name}${value ? ' ' : ''}`);
  return all.filter((name) => name.startsWith(line));
}

/** Runs a line that begins with a slash. Returns false where the session is over. */
export async function runCommand(talk: Talk, line: string): Promise<boolean> {
  const [, typed = '', text = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const name = ALIASES[typed] ?? typed;
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!found) {
    const near = didYouMean(name, Object.keys(COMMANDS));
    throw new InputError({
      method: TITLE,
      message: `there is no command /${typed.slice(0, 40)}`,
      hint: `${near ?? 'See /help.'} A question that begins with a slash needs a space before it.`,
    });
  }
  if (text && !found.value) {
    throw new InputError({ method: TITLE, message: `/${name} stands alone` });
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
      right: 'Begins and ends a question of several lines; so does \\ at a line’s end',
    },
    { left: 'Ctrl-C', right: 'Ends a reply, or clears the line; twice in an empty one: leaves' },
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
    ...(effect !== 'read' && { note: `(${effect}s: asks first)` }),
  }));
  const styles = {
    left: (text: string) => paint('cyan', text),
    note: (text: string) => paint('dim', text),
  };
  await write(`${table(rows, width(process.stdout), styles).join('\n')}\n`);
}

async function save({ id, started, messages, settings }: Talk, typed: string): Promise<void> {
  const file = pathIn(typed);
  if (!file) throw new InputError({ method: TITLE, message: '/save needs the name of a file' });
  if (messages.length === 0) return note('nothing was asked yet');
  const { model, redactor } = settings;
  const whole = { id: id ?? TITLE, model, started, messages: [...messages] };
  const clean = redactor.deep(whole) as typeof whole;
  const isJson = /\.json$/i.test(file);
  const text = isJson ? `${JSON.stringify(clean, null, 2)}\n` : asMarkdown(clean);
  await writeWhole(file, text, 0o600);
  note(`${file}: ${messages.length} messages`);
}

/** A path as a shell would have it: without quotes, and with the home folder in place of ~. */
function pathIn(typed: string): string {
  const [, quoted] = /^(?:"(.*)"|'(.*)')$/.exec(typed)?.filter(Boolean) ?? [];
  return (quoted ?? typed).replace(/^~(?=[/\\]|$)/, homedir());
}

function names({ attached }: Talk): string {
  return safe(attached.join(', '), process.stderr);
}

function beginning(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
