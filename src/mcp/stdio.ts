import { pipeline, type Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { LineLimit, LONGEST_LINE } from './line-limit.js';
import { McpProgram } from './server.js';
import type { McpSettings } from './settings.js';

/** Serves one client over standard input and output until the input ends or the signal aborts. */
export async function serveOverStdio(
  settings: McpSettings,
  wire: Writable,
  signal: AbortSignal,
): Promise<void> {
  const program = await McpProgram.create(settings);
  const onerror = (error: Error) => settings.log(`protocol: ${error.message}`);
  const lines = new LineLimit((error) => {
    settings.log('protocol: a message was refused');
    wire.write(`${JSON.stringify(error)}\n`);
  });
  // `lines` limits the length; the SDK's limit counts the next chunk as well.
  const maxBufferSize = 2 * LONGEST_LINE;
  const transport = new StdioServerTransport(lines, wire, { maxBufferSize });
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    lines.once('end', resolve).once('close', resolve);
  });
  pipeline(process.stdin, lines, () => {});
  const handle = serveStdio(() => program.server(), { transport, onerror });
  // Standard input may have ended during loading: then there are no more events.
  if (!signal.aborted && !process.stdin.destroyed) await ended;
  await handle.close().catch(() => {});
  await program.close();
}
