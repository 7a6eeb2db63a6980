import type { Conversation } from '../../ask/conversations.js';
import { textOf } from '../../ask/message-text.js';

/** Formats a conversation as Markdown. */
export function asMarkdown({
  id,
  model,
  started,
  messages,
  interrupted,
}: Pick<Conversation, 'id' | 'model' | 'started' | 'messages'> & {
  interrupted?: boolean;
}): string {
  const head = `# ${id} (${model}, ${started})\n`;
  const said = messages.map((message) => {
    const text = textOf(message) || describe(message.tool_calls);
    return `## ${message.role}\n\n${text}\n`;
  });
  return [head, ...said, ...(interrupted ? ['(interrupted)\n'] : [])].join('\n');
}

/** A placeholder for the parts of a message that are not text. */
function describe(calls: unknown): string {
  if (!Array.isArray(calls)) return '(no text)';
  return calls
    .map((call) => `${call?.function?.name} ${call?.function?.arguments}`)
    .map((line) => `    ${line}`)
    .join('\n');
}
