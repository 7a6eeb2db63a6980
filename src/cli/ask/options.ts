import { parseArgs } from 'node:util';
import { InputError } from '../../core/errors/errors.js';
import type { Candidate } from '../start/command.js';
import { nextOptions, type Option, optionRows } from '../start/option.js';
import { didYouMean } from '../start/suggest.js';
import type { Usage } from '../start/usage.js';

/** The options of both `ask` and `chat`. */
const COMMON: readonly Option[] = [
  { name: 'system', short: 's', value: 'TEXT', summary: 'System prompt' },
  {
    name: 'model',
    short: 'm',
    value: 'NAME',
    summary: 'Name of the model, a name for it in the config (aliases.NAME), or a .gguf file',
  },
  {
    name: 'template',
    short: 't',
    value: 'NAME',
    summary: 'Template in the config: templates.NAME, with $input for the question',
  },
  {
    name: 'attach',
    value: 'FILE',
    many: true,
    summary: 'Image, PDF, audio or text to attach: file, URL or -',
  },
  {
    name: 'tools',
    value: 'NAMES',
    many: true,
    summary: 'Methods the model may call: openai.GetModelList,telegram.*',
  },
  {
    name: 'yes',
    value: 'NAMES',
    many: true,
    summary: 'Tools that may write or delete without approval',
  },
  {
    name: 'root',
    value: 'FOLDER',
    many: true,
    summary: 'Folder whose files the tools may use; repeatable; default: none',
  },
  {
    name: 'hosts',
    value: 'LIST',
    many: true,
    summary: 'Hosts the tools may connect to besides public ones: localhost:8080,10.0.0.0/8',
  },
  { name: 'mcp', value: 'FILE', many: true, summary: 'Tools of the MCP servers in a config file' },
  {
    name: 'max-steps',
    value: 'N',
    summary: 'How many times the model may continue after tool calls (10)',
  },
  { name: 'continue', short: 'c', summary: 'Continue the last conversation' },
  { name: 'conversation', value: 'ID', summary: 'Continue this conversation (see oint logs)' },
  { name: 'no-log', summary: 'Do not save this conversation' },
  { name: 'plain', summary: 'Show the reply as it arrives, also on a terminal: no Markdown' },
  { name: 'show-thinking', summary: "Show the model's reasoning, if the server sends it" },
  { name: 'usage', short: 'u', summary: 'Show the token usage and its price' },
  { name: 'profile', short: 'p', value: 'NAME', summary: 'Profile from the config: profiles.NAME' },
  { name: 'url', value: 'URL', summary: 'URL of the server; local for the embedded one' },
  {
    name: 'token',
    value: 'SECRET',
    summary: 'Token: env:NAME, file:PATH, cmd:COMMAND or the token',
  },
  { name: 'options', value: 'JSON', summary: "Additional request fields: {'temperature':0}" },
  { name: 'headers', value: 'JSON', summary: 'Additional request headers' },
  { name: 'config', value: 'JSON', summary: 'Deadlines, retries, proxy, TLS' },
  { name: 'debug', summary: 'Show requests and responses on standard error, secrets masked' },
  { name: 'help', short: 'h', summary: 'Show this help' },
];

const ASK_ONLY: readonly Option[] = [
  {
    name: 'schema',
    value: 'SCHEMA',
    summary: 'Schema of the answer: JSON Schema, a file, or "name, age int, tags[]: what they are"',
  },
  { name: 'json', summary: 'Print the answer with its usage and steps as JSON' },
  { name: 'no-stdin', summary: 'Do not read standard input' },
  {
    name: 'encoding',
    value: 'NAME',
    summary: 'Encoding of standard input and attached text, if not UTF-8: windows-1251',
  },
];

/** The words and options of a command line. */
export interface AskLine {
  words: string[];
  /** The last value of each option with a value. */
  values: Readonly<Record<string, string | undefined>>;
  many: Readonly<Record<string, readonly string[]>>;
  switches: ReadonlySet<string>;
}

const OPTIONS = { ask: [...ASK_ONLY, ...COMMON], chat: COMMON };

/** The possible next words of a command line, for completion. */
export async function nextAskWords(
  command: 'ask' | 'chat',
  typed: readonly string[],
): Promise<Candidate[]> {
  const last = typed.at(-1);
  const option = OPTIONS[command].find(
    ({ name, short }) => last === `--${name}` || (short && last === `-${short}`),
  );
  const known = option && KNOWN[option.name];
  return known
    ? known(await import('../completion/known.js'))
    : nextOptions(OPTIONS[command], typed);
}

/** The values of options that this user has. */
const KNOWN: Readonly<
  Record<string, (known: typeof import('../completion/known.js')) => Promise<Candidate[]>>
> = {
  model: (known) => known.knownModels(),
  template: (known) => known.knownTemplates(),
  profile: (known) => known.knownProfiles(),
  conversation: (known) => known.knownConversations(),
};

/** Parses a command line; refuses unknown options. */
export function readAskLine(command: 'ask' | 'chat', args: readonly string[]): AskLine {
  const known = OPTIONS[command];
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      known.map(({ name, short, value }) => [
        name,
        { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const values: Record<string, string> = {};
  const many: Record<string, string[]> = {};
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      words.push(token.value);
      continue;
    }
    const option = known.find(({ name }) => name === token.name);
    if (!option) throw unknownOption(command, token.rawName, known);
    if (!option.value) {
      if (token.value !== undefined) throw wrong(command, token.rawName, 'does not take a value');
      switches.add(option.name);
      continue;
    }
    if (token.value === undefined) throw wrong(command, token.rawName, 'needs a value');
    if (option.many) many[option.name] = [...(many[option.name] ?? []), token.value];
    else if (option.name in values) throw wrong(command, token.rawName, 'is given twice');
    else values[option.name] = token.value;
  }
  return { words, values, many, switches };
}

function wrong(method: string, option: string, why: string): InputError {
  return new InputError({ method, param: option, message: `${option} ${why}` });
}

function unknownOption(method: string, typed: string, known: readonly Option[]): InputError {
  const names = known.map(({ name }) => `--${name}`);
  return new InputError({
    method,
    param: typed,
    message: `unknown option ${typed}`,
    hint:
      (typed.startsWith('--') ? didYouMean(typed, names) : undefined) ??
      `Options: ${names.join(', ')}. Put -- before a prompt that starts with a dash.`,
  });
}

export const askUsage: Usage = {
  about: [
    'oint ask "question" …',
    'Asks a model. The reply is plain text; standard input is appended to the prompt: a pipe, an unread file, or with - at the end of the prompt any.',
  ],
  rows: optionRows(OPTIONS.ask),
  notes: [
    'git diff | oint ask "write a commit message"',
    'while read -r line; do oint ask "$line"; done < questions.txt',
    'oint ask --attach photo.jpg "what is in this photo?"',
    'oint ask --schema "name, born int" "who wrote Faust?"',
    'oint ask --tools openai.GetModelList "which models are there?"',
  ],
};

export const chatUsage: Usage = {
  about: [
    'oint chat ["first question"]',
    'Talks to a model on a terminal. Ctrl-C stops a reply, Ctrl-D ends the session; /help lists the commands inside.',
  ],
  rows: optionRows(OPTIONS.chat),
  notes: ['oint chat -c continues the last conversation. For scripts and pipes, use oint ask.'],
};
