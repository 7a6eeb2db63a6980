import { isUtf8 } from 'node:buffer';
import { fstatSync } from 'node:fs';
import type { Definition, Streaming } from '../../core/definition/method.js';
import { type Ended, type ProcessOutput, statusOf } from '../../core/definition/process-output.js';
import { put, shown } from '../start/shown.js';
import { safe } from '../start/terminal.js';

const LINE_BREAK = 10;

type AnyOutput = ProcessOutput<unknown, unknown>;

/** Writes the output of a process to our own streams. Returns its status. */
export async function showProcess(output: AnyOutput, result: unknown): Promise<number> {
  const { stdout, stderr } = output.outputOf(result);
  await pass(process.stdout, stdout);
  // As for any text: what is not text stays as it is.
  if (stdout.length > 0 && stdout.at(-1) !== LINE_BREAK && isUtf8(stdout)) {
    await pass(process.stdout, Buffer.of(LINE_BREAK));
  }
  await pass(process.stderr, stderr);
  return statusOf(result as Ended);
}

/** The same as it arrives. */
export async function streamProcess(
  output: AnyOutput,
  stream: Streaming<unknown, unknown>,
  onChunk: () => void,
): Promise<number> {
  for await (const chunk of stream) {
    const { stream: name, data } = output.chunkOf(chunk);
    onChunk();
    await pass(process[name], data);
  }
  return statusOf(stream as unknown as Ended);
}

/** Unchanged, except for what could do harm on a terminal. */
export function pass(to: NodeJS.WriteStream, data: Uint8Array): Promise<void> {
  const text = to.isTTY ? shown(safe(Buffer.from(data).toString(), to), to) : data;
  return new Promise((resolve, reject) => {
    put(to, text, (error) => (error ? reject(error) : resolve()));
  });
}

/** The values with our standard input for that of the process, if something is piped in. */
export function withStdin(
  { process: output }: Definition,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const isTaken = Object.values(values).includes('-');
  if (!output || isTaken || values[output.stdin] !== undefined || !isPiped()) return values;
  return { ...values, [output.stdin]: '-' };
}

/** Nobody types for a call, and `/dev/null` is empty. */
function isPiped(): boolean {
  try {
    const found = fstatSync(0);
    return found.isFIFO() || found.isSocket() || found.isFile();
  } catch {
    return false;
  }
}
