import { installCommand } from '../install/install-command.js';
import { note } from '../start/terminal.js';

/** `oint local install-engine`, as it was called first. Returns the exit status. */
export function installEngineCommand(
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  note('oint local install-engine is called oint install model-engine now');
  return installCommand(['model-engine', ...args], signal);
}
