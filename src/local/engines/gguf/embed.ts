import { badRequest } from '../../errors.js';
import type { Embedded, EmbedTask } from '../engine.js';
import type { ModelHost } from './host.js';
import type { EmbeddingContext } from './llama.js';

/** Embeds texts as unit vectors. */
export function embed(host: ModelHost, task: EmbedTask): Promise<Embedded> {
  const { texts, dimensions, signal } = task;
  return host.use(signal, async ({ model, context, embedding }) => {
    const size = model.embeddingVectorSize;
    if (dimensions !== undefined && dimensions !== size) {
      const message = `This model's vectors have ${size} dimensions and cannot be shortened.`;
      throw badRequest(message, 'dimensions');
    }
    const made = await embedding();
    const counts = texts.map((text, index) => count(text, index, made, context.contextSize));
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      signal?.throwIfAborted();
      vectors.push(normalised((await made.getEmbeddingFor(text)).vector));
    }
    return { vectors, tokens: counts.reduce((sum, tokens) => sum + tokens, 0) };
  });
}

function count(text: string, index: number, context: EmbeddingContext, most: number): number {
  const tokens = context.calculateInputLength(text);
  if (tokens < most) return tokens;
  const message = `'input[${index}]' has ${tokens} tokens; this model accepts fewer than ${most}.`;
  throw badRequest(message, 'input', 'context_length_exceeded');
}

function normalised(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (length > 0 ? value / length : 0));
}
