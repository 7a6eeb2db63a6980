import { badRequest } from '../../errors.js';
import type { Embedded, EmbedTask, Engine, Model } from '../engine.js';
import { ownCard } from '../own-card.js';
import { countTokens } from '../tokens.js';
import { hashedVector } from './hashing.js';

const USUAL_DIMENSIONS = 256;
const MOST_DIMENSIONS = 4096;

const oint_hash: Model = {
  card: ownCard(
    'oint-hash',
    '2026-11-22',
    'Turns texts into vectors by feature hashing of words, pairs of words and groups of letters. It is not a neural network: texts with similar spelling get similar vectors, texts that only share their meaning do not. 256 dimensions, or up to 4096 on request; the same text always gets the same vector. For embeddings only. Its tokens are words and symbols.',
  ),
  async embed({ texts, dimensions = USUAL_DIMENSIONS }: EmbedTask): Promise<Embedded> {
    if (dimensions > MOST_DIMENSIONS) {
      const message = `'dimensions' must be a whole number from 1 to ${MOST_DIMENSIONS}.`;
      throw badRequest(message, 'dimensions');
    }
    return {
      vectors: texts.map((text) => hashedVector(text, dimensions)),
      tokens: texts.reduce((sum, text) => sum + countTokens(text), 0),
    };
  },
};

/** Embeddings without model weights. */
export class HashEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [oint_hash];
  }
}
