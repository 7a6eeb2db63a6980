import type { ChatPiece, ChatTask, Engine, Model } from '../engine.js';
import { countTokens, tokensOf } from '../tokens.js';

/** The model that answers questions about OInt by a search, one token after the other. */
const oint_guide: Model = {
  card: {
    id: 'oint-guide',
    object: 'model',
    created: Date.UTC(2026, 10, 22) / 1000,
    owned_by: 'oint',
    description:
      "Answers questions about OInt itself. It is extractive and no neural network: a full-text search over OInt's own method documentation, whose findings it returns as they are written there. It knows nothing else, sees no pictures, calls no tools, and gives the same answer to the same question whatever temperature or seed is asked for. For chat completions only. Its tokens are words and signs.",
  },
  async *chat(task: ChatTask): AsyncGenerator<ChatPiece> {
    const { answerTo } = await import('./guide.js');
    const { tokens, finish } = cut(await answerTo(task.messages), task);
    for (const text of tokens) yield { type: 'text', text };
    const promptTokens = task.messages.reduce((sum, { text }) => sum + countTokens(text), 0);
    yield { type: 'end', finish, usage: { promptTokens, completionTokens: tokens.length } };
  },
};

/** An answer as far as the request wants it, in tokens. */
function cut(text: string, { stop, mostTokens }: ChatTask) {
  const ends = stop.map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
  const tokens = tokensOf(text.slice(0, Math.min(text.length, ...ends)));
  if (mostTokens === undefined || tokens.length <= mostTokens) {
    return { tokens, finish: 'stop' as const };
  }
  return { tokens: tokens.slice(0, mostTokens), finish: 'length' as const };
}

/** What answers questions about OInt from its own documentation. */
export class GuideEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [oint_guide];
  }
}
