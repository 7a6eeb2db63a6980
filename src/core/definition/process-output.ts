import { constants } from 'node:os';

/**
 * A result that is the output of a process, for faces that are processes themselves: each stream
 * goes to its own, unchanged, and its status is theirs.
 */
export interface ProcessOutput<R, Chunk> {
  /** The name of the param that is its standard input. */
  stdin: string;
  outputOf(result: R): { stdout: Uint8Array; stderr: Uint8Array };
  chunkOf(chunk: Chunk): { stream: 'stdout' | 'stderr'; data: Uint8Array };
}

/** How a process ended: in its result, and in a stream of its output at the end. */
export interface Ended {
  readonly exit_code: number | null;
  readonly signal?: string | undefined;
}

/** The exit status for the end of another process, as shells compute it. */
export function statusOf({ exit_code, signal = '' }: Ended): number {
  if (exit_code !== null) return exit_code;
  const number = constants.signals[signal as NodeJS.Signals];
  return number === undefined ? 255 : 128 + number;
}
