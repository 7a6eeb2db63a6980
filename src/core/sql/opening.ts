import type { ConnectionLog } from '../connection/connection-log.js';
import type { Call } from '../definition/call.js';
import type { SslMode } from './encryption.js';

interface Server {
  /** Its product: `MySQL`. */
  name: string;
  /** Host, database and user, for the log. */
  at: string;
  mode: SslMode;
}

/** Opens a connection to a database server, and logs how it went. `connected` must be called in it. */
export async function opening<C>(
  call: Call,
  log: ConnectionLog,
  { name, at, mode }: Server,
  open: (connected: (isEncrypted: boolean) => void) => Promise<C>,
): Promise<C> {
  log.add(`Connecting to ${name} at ${at}`);
  call.debug(() => `> connecting to ${name} at ${at} (TLS: ${mode})`);
  try {
    return await open((isEncrypted) => {
      log.add(`Connected to ${name}`);
      call.debug(() => `< connected${isEncrypted ? ', encrypted' : ''}`);
    });
  } catch (error) {
    log.add(call.redactor.text(`Error: ${(error as Error).message}`));
    throw error;
  }
}
