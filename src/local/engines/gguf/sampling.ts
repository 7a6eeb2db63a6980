import { badRequest } from '../../errors.js';
import type { Finish, Sampling } from '../engine.js';
import type { Generation, Grammar } from './llama.js';

/** What llama.cpp itself takes where nothing is asked for. */
const USUAL = { temperature: 0.8, topP: 0.95, topK: 40 };

/** What the prompt leaves of a context, which must be room for an answer. */
export function roomFor(promptTokens: number, contextSize: number): number {
  const room = contextSize - promptTokens - 1;
  if (room > 0) return room;
  throw badRequest(
    `The conversation has ${promptTokens} tokens; this model's context has room for ${contextSize}, the answer included. Shorten it.`,
    'messages',
    'context_length_exceeded',
  );
}

/** How an answer is written, in llama.cpp's terms. */
export function generation(
  { stop, mostTokens, seed, temperature, topP }: Sampling,
  {
    room,
    grammar,
    ...rest
  }: { room: number; grammar?: Grammar | undefined } & Pick<Generation, 'onTextChunk' | 'signal'>,
): Generation {
  return {
    ...rest,
    ...USUAL,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    // Its seeds have 32 bits.
    ...(seed !== undefined && { seed: Number(BigInt.asUintN(32, BigInt(seed))) }),
    ...(grammar && { grammar }),
    maxTokens: Math.min(room, mostTokens ?? room),
    repeatPenalty: false,
    customStopTriggers: stop,
  };
}

/** Why it ended, in the protocol's words. */
export function finishOf(reason: string): Finish {
  if (reason === 'maxTokens') return 'length';
  return reason === 'functionCalls' ? 'tool_calls' : 'stop';
}
