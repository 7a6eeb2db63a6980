import { type Conversation, Conversations } from '../../ask/conversations.js';
import type { Answer } from '../../ask/index.js';
import { InputError, MissingPackageError } from '../../core/errors/errors.js';
import type { Redactor } from '../../core/errors/redact.js';
import { dataFolder } from '../../local/state/data-folder.js';
import { note } from '../start/terminal.js';
import type { AskLine } from './options.js';

/** The conversation that a line goes on with, where it does. */
export async function former(title: string, line: AskLine): Promise<Conversation | undefined> {
  const id = line.values.conversation;
  if (id === undefined && !line.switches.has('continue')) return undefined;
  const kept = await Conversations.open(await dataFolder());
  try {
    const found = id === undefined ? kept.last() : kept.get(id);
    if (found) return found;
  } finally {
    kept.close();
  }
  throw new InputError({
    method: title,
    param: id === undefined ? '--continue' : '--conversation',
    message: id === undefined ? 'there is no conversation yet' : `there is no conversation "${id}"`,
    hint: 'See oint logs list.',
  });
}

/**
 * Keeps a conversation, its secrets taken out. Returns its id; `undefined` where it cannot be kept,
 * which is told and no reason to fail: the answer is there.
 */
export async function keep(
  { messages, usage }: Pick<Answer, 'messages' | 'usage'>,
  about: { id: string | undefined; model: string; redactor: Redactor },
): Promise<string | undefined> {
  try {
    const kept = await Conversations.open(await dataFolder());
    try {
      const clean = about.redactor.deep(messages) as Answer['messages'];
      return kept.save({ id: about.id, model: about.model, messages: clean, usage });
    } finally {
      kept.close();
    }
  } catch (error) {
    // Without the package nobody has asked for a log; whoever wants one is told how by `oint logs`.
    if (!(error instanceof MissingPackageError)) {
      note(`this conversation could not be kept: ${(error as Error).message}`);
    }
    return undefined;
  }
}
