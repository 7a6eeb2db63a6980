import { badRequest } from '../../errors.js';
import type { Finish, Sampling } from '../engine.js';
import type { Generation, Grammar } from './llama.js';

/** llama.cpp's own defaults. */
const USUAL = { temperature: 0.8, topP: 0.95, topK: 40 };

/** Returns how many tokens of the context are left for a reply. */
export function roomFor(promptTokens: number, contextSize: number): number {
  const room = contextSize - promptTokens - 1;
  if (room > 0) return room;
  throw badRequest(
    `The conversation has ${promptTokens} tokens, but this model's context is ${contextSize} tokens, including the reply. Shorten the conversation.`,
    'messages',
    'context_length_exceeded',
  );
}

/** Sampling options in llama.cpp's terms. */
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
    // Its seeds are 32 bits.
    ...(seed !== undefined && { seed: Number(BigInt.asUintN(32, BigInt(seed))) }),
    ...(grammar && { grammar }),
    maxTokens: Math.min(room, mostTokens ?? room),
    repeatPenalty: false,
    customStopTriggers: stop,
  };
}

/** The finish reason in the protocol's terms. */
export function finishOf(reason: string): Finish {
  if (reason === 'maxTokens') return 'length';
  return reason === 'functionCalls' ? 'tool_calls' : 'stop';
}
