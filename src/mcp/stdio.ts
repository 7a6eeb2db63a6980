import { isJSONRPCRequest } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { McpProgram } from './server.js';
import type { McpSettings } from './settings.js';
import type { StdioChannel } from './stdio-channel.js';

/** How long calls in progress may still run after the end of the input, in milliseconds. */
const GRACE = 30_000;

/**
 * Serves one client until its input ends and its requests have responses, or the signal aborts.
 * Returns false if the client stopped reading the responses.
 */
export async function serveOverStdio(
  settings: McpSettings,
  channel: StdioChannel,
  signal: AbortSignal,
): Promise<boolean> {
  const program = await McpProgram.create(settings);
  const onerror = (error: Error) => settings.log(`protocol: ${error.message}`);
  channel.accepts = isJSONRPCRequest;
  const handle = serveStdio(() => program.server(), { transport: channel, onerror });
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([channel.ended.then(() => channel.drain(GRACE)), channel.broken, aborted]);
  await handle.close().catch(() => {});
  await program.close();
  return Promise.race([channel.flush(), aborted.then(() => true)]);
}
