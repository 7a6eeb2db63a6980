import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { tokensOf } from '../engines/tokens.js';
import { badRequest } from '../errors.js';

/** How a text is split, in tokens; the end of each chunk is repeated at the start of the next. */
export interface Chunking {
  max_chunk_size_tokens: number;
  chunk_overlap_tokens: number;
}

/** Shorter than OpenAI's: vectors based on spelling alone become less specific as texts get longer. */
const AUTO: Chunking = { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 };

/** Splits a text into chunks. */
export function chunksOf(text: string, { max_chunk_size_tokens, chunk_overlap_tokens }: Chunking) {
  const tokens = tokensOf(text);
  const chunks: string[] = [];
  const step = max_chunk_size_tokens - chunk_overlap_tokens;
  for (let from = 0; from < tokens.length; from += step) {
    const chunk = tokens
      .slice(from, from + max_chunk_size_tokens)
      .join('')
      .trim();
    if (chunk !== '') chunks.push(chunk);
    if (from + max_chunk_size_tokens >= tokens.length) break;
  }
  return chunks;
}

/** Reads `chunking_strategy` from a request: `auto`, or explicit sizes. */
export function chunkingOf({ chunking_strategy: strategy }: JsonRecord): Chunking {
  if (strategy === undefined || strategy === null) return AUTO;
  if (isRecord(strategy) && strategy.type === 'auto') return AUTO;
  if (isRecord(strategy) && strategy.type === 'static' && isRecord(strategy.static)) {
    const { max_chunk_size_tokens: size, chunk_overlap_tokens: overlap } = strategy.static;
    const isSized = Number.isInteger(size) && Number(size) >= 100 && Number(size) <= 4096;
    if (isSized && Number.isInteger(overlap) && Number(overlap) >= 0) {
      const chunking = {
        max_chunk_size_tokens: Number(size),
        chunk_overlap_tokens: Number(overlap),
      };
      if (chunking.chunk_overlap_tokens <= chunking.max_chunk_size_tokens / 2) return chunking;
    }
  }
  throw badRequest(
    "'chunking_strategy' must be 'auto', or 'static' with a 'max_chunk_size_tokens' from 100 to 4096 and a 'chunk_overlap_tokens' of at most half of that.",
    'chunking_strategy',
  );
}
