import { badRequest } from '../../errors.js';
import type { Embedded, EmbedTask, Engine, Model } from '../engine.js';
import { ownCard } from '../own-card.js';
import { countAllTokens } from '../tokens.js';
import { turns } from '../turns.js';
import { hashedVector } from './hashing.js';

const USUAL_DIMENSIONS = 256;
const MOST_DIMENSIONS = 4096;
/** What a file of a vector store may have at the most: its words are brought into one form at once. */
const LONGEST_TEXT = 8 * 1024 * 1024;

const oint_hash: Model = {
  card: ownCard(
    'oint-hash',
    '2026-11-22',
    'Turns texts into vectors by feature hashing of words, pairs of words and groups of letters. It is not a neural network: texts with similar spelling get similar vectors, texts that only share their meaning do not. 256 dimensions, or up to 4096 on request; the same text always gets the same vector. For embeddings only. Its tokens are words and symbols.',
  ),
  async embed({ texts, dimensions = USUAL_DIMENSIONS, signal }: EmbedTask): Promise<Embedded> {
    if (dimensions > MOST_DIMENSIONS) {
      const message = `'dimensions' must be a whole number from 1 to ${MOST_DIMENSIONS}.`;
      throw badRequest(message, 'dimensions');
    }
    if (texts.some(({ length }) => length > LONGEST_TEXT)) {
      const message = `A text has more than ${LONGEST_TEXT} characters. Split it.`;
      throw badRequest(message, 'input', 'context_length_exceeded');
    }
    const turn = turns(signal);
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push(await hashedVector(text, dimensions, turn));
    return { vectors, tokens: await countAllTokens(texts, turn) };
  },
};

/** Embeddings without model weights. */
export class HashEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [oint_hash];
  }
}
