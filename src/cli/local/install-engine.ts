import { installCommand } from '../install/install-command.js';
import { note } from '../start/terminal.js';

/** `oint local install-engine`, the old name. Returns the exit status. */
export function installEngineCommand(
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  note('oint local install-engine is now called oint install model-engine');
  return installCommand(['model-engine', ...args], signal);
}
