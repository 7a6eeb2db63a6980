import { type Conversation, Conversations, type Saved } from '../../ask/conversations.js';
import type { Answer } from '../../ask/index.js';
import { InputError, MissingPackageError, TimeoutError } from '../../core/errors/errors.js';
import type { Redactor } from '../../core/errors/redact.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { note } from '../start/terminal.js';
import type { AskLine } from './options.js';

/** The conversation to continue, if the command line names one. */
export async function former(title: string, line: AskLine): Promise<Conversation | undefined> {
  const id = line.values.conversation;
  if (id === undefined && !line.switches.has('continue')) return undefined;
  const kept = await Conversations.open(dataFolder());
  try {
    const found = id === undefined ? kept.last() : kept.get(id);
    if (found) return found;
  } finally {
    kept.close();
  }
  throw new InputError({
    method: title,
    param: id === undefined ? '--continue' : '--conversation',
    message:
      id === undefined ? 'there are no conversations yet' : `there is no conversation "${id}"`,
    hint: 'Run oint logs list to see them.',
  });
}

/**
 * Stores a conversation with its secrets masked. Returns its ID and time; if it cannot be stored, prints a
 * warning and returns `undefined`: the answer is there, so this is not an error.
 */
export async function keep(
  { messages, usage }: Pick<Answer, 'messages' | 'usage'>,
  about: {
    former: Saved | undefined;
    model: string;
    redactor: Redactor;
    interrupted?: boolean;
  },
): Promise<Saved | undefined> {
  try {
    const kept = await Conversations.open(dataFolder());
    try {
      const clean = about.redactor.deep(messages) as Answer['messages'];
      const { former, model, interrupted = false } = about;
      const saved = kept.save({ model, messages: clean, usage, interrupted }, former);
      if (former && saved.id !== former.id) {
        note(`${former.id} was continued elsewhere in the meantime: saved as ${saved.id}`);
      }
      return saved;
    } finally {
      kept.close();
    }
  } catch (error) {
    // Without the package: the user did not ask for a log, and `oint logs` says how to install it.
    if (!(error instanceof MissingPackageError)) {
      note(`this conversation is not saved: ${(error as Error).message.split('\n')[0]}`);
    }
    return undefined;
  }
}

/**
 * Whether to store the conversation of a question that failed: if the user or a deadline ended it, or
 * if a part of the reply had arrived. A refused question is not part of a conversation.
 */
export function isInterrupted(error: unknown, hasReply: boolean, signal: AbortSignal): boolean {
  return hasReply || signal.aborted || error instanceof TimeoutError;
}
