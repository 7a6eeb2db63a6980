import type { Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { McpProgram } from './server.js';
import type { McpSettings } from './settings.js';

/** Serves one client over standard input and output until the input ends or the signal aborts. */
export async function serveOverStdio(
  settings: McpSettings,
  wire: Writable,
  signal: AbortSignal,
): Promise<void> {
  const program = await McpProgram.create(settings);
  const transport = new StdioServerTransport(process.stdin, wire);
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.stdin.once('end', resolve).once('close', resolve);
  });
  const onerror = (error: Error) => settings.log(`protocol: ${error.message}`);
  const handle = serveStdio(() => program.server(), { transport, onerror });
  // Standard input may have ended during loading: then there are no more events.
  if (!signal.aborted && !process.stdin.destroyed) await ended;
  await handle.close().catch(() => {});
  await program.close();
}
