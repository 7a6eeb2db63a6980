import { type ConversationSummary, Conversations } from '../../ask/conversations.js';
import { InputError } from '../../core/errors/errors.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { writeWhole } from '../../core/files/file.js';
import { cut } from '../../core/util/cut.js';
import { type Candidate, type Command, type Commands, rowsOf } from '../start/command.js';
import { table } from '../start/layout.js';
import { print, write } from '../start/print.js';
import { nextBelow, runBelow } from '../start/subcommands.js';
import { painter, safe, width } from '../start/terminal.js';
import type { Usage } from '../start/usage.js';
import { asMarkdown } from './as-markdown.js';

const TITLE = 'logs';
const LISTED = 20;

const COMMANDS: Commands = {
  list: {
    takes: '[NUMBER]',
    summary: `Lists the newest conversations (${LISTED})`,
    run: on((kept, [count]) =>
      printList(kept.list(count === undefined ? LISTED : readCount(count))),
    ),
  },
  show: {
    takes: '[ID]',
    summary: 'Shows a conversation; without an ID, the last one',
    next: nextIds,
    run: on(async (kept, [id]) => {
      const found = id === undefined ? kept.last() : kept.get(id);
      if (!found) throw notThere(id);
      await print(asMarkdown(found));
    }),
  },
  search: {
    takes: 'WORDS',
    summary: 'Lists the conversations that contain all the words or parts of words',
    run: on(async (kept, words) => {
      if (words.length === 0) throw wrong('search needs the words to look for');
      await printList(kept.search(words.join(' '), LISTED), 'found');
    }),
  },
  export: {
    takes: '[FILE]',
    summary: 'Exports all of them as JSON lines',
    run: on(async (kept, [file]) => {
      const all = kept.list(Number.MAX_SAFE_INTEGER).map(({ id }) => kept.get(id));
      const lines = all.map((one) => `${JSON.stringify(one)}\n`).join('');
      if (file === undefined) await print(lines);
      else await writeWhole(file, lines, 0o600);
    }),
  },
  delete: {
    takes: 'ID',
    summary: 'Deletes one (all: oint logs delete --all)',
    next: nextIds,
    run: on(forget),
  },
};

const HELP: Usage = {
  about: ['Manages the saved conversations of oint ask and oint chat.'],
  rows: rowsOf('oint logs', COMMANDS),
  notes: [
    'oint ask -c "…" continues the last one, --conversation ID another; --no-log saves none.',
  ],
};

/** `oint logs …`. Returns the exit status. */
export function logsCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runBelow(TITLE, COMMANDS, HELP, args, signal);
}

/** The possible next words of its command line. */
export function nextLogsWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return nextBelow(COMMANDS, typed);
}

async function nextIds([id]: readonly string[]): Promise<readonly Candidate[]> {
  return id === undefined ? (await import('../completion/known.js')).knownConversations() : [];
}

/** Runs a command on the conversations, which are opened for it. */
function on(act: (kept: Conversations, words: readonly string[]) => Promise<void>): Command['run'] {
  return async (words) => {
    const kept = await Conversations.open(dataFolder());
    try {
      await act(kept, words);
      return 0;
    } finally {
      kept.close();
    }
  };
}

async function forget(kept: Conversations, [id]: readonly string[]): Promise<void> {
  if (id === undefined) throw wrong('delete needs an ID, or --all');
  if (id === '--all') return print(`${kept.deleteAll()} deleted\n`);
  const found = kept.get(id);
  if (!found) throw notThere(id);
  kept.delete(found.id);
  await print(`deleted ${found.id}\n`);
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw wrong(`"${cut(text, 20)}" is not a valid number`);
}

function wrong(message: string): InputError {
  return new InputError({ method: TITLE, message, hint: 'See oint logs --help.' });
}

function notThere(id: string | undefined): InputError {
  const message =
    id === undefined ? 'there are no conversations yet' : `there is no conversation "${id}"`;
  return new InputError({ method: TITLE, message, hint: 'Run oint logs list to see them.' });
}

async function printList(
  list: readonly (ConversationSummary & { found?: string })[],
  what: 'title' | 'found' = 'title',
): Promise<void> {
  if (list.length === 0) return print('none\n');
  const paint = painter(process.stdout);
  const rows = list.map((one) => ({
    left: `${one.id}  ${one.changed.slice(0, 16).replace('T', ' ')}`,
    right: safe((one[what] ?? one.title).replace(/\s+/g, ' '), process.stdout),
    note: `(${one.model}, ${one.count} messages${one.interrupted ? ', interrupted' : ''})`,
  }));
  const lines = table(rows, width(process.stdout), {
    left: (text) => paint('cyan', text),
    note: (text) => paint('dim', text),
  });
  await write(`${lines.join('\n')}\n`);
}
