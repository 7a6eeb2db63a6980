import { InputError } from '../../core/errors/errors.js';
import type { Candidate } from '../start/command.js';
import { print, write } from '../start/print.js';
import { type Usage, usage } from '../start/usage.js';
import { scripts } from './completion-scripts.js';

const USAGE: Usage = {
  about: ['Completes services, methods and options with Tab. Run once, for your shell:'],
  rows: [
    { left: 'bash', right: `echo 'eval "$(oint completion bash)"' >> ~/.bashrc` },
    { left: 'zsh', right: `echo 'eval "$(oint completion zsh)"' >> ~/.zshrc` },
    { left: 'fish', right: 'oint completion fish > ~/.config/fish/completions/oint.fish' },
    { left: 'powershell', right: 'oint completion powershell >> $PROFILE' },
  ],
};

/** `oint completion <shell>`: prints the script for the shell to load. */
export async function completionCommand([typed]: readonly string[]): Promise<number> {
  const shell = typed === 'pwsh' ? 'powershell' : typed;
  if (shell === undefined || shell === '--help' || shell === '-h') {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  const script = Object.hasOwn(scripts, shell) ? scripts[shell as keyof typeof scripts] : undefined;
  if (!script) {
    const message = `unknown shell "${shell}"`;
    const hint = `Use one of: ${Object.keys(scripts).join(', ')}.`;
    throw new InputError({ method: 'completion', message, hint });
  }
  await print(script);
  return 0;
}

/** The supported shells. */
export function nextShells(typed: readonly string[]): Candidate[] {
  return typed.length > 0 ? [] : Object.keys(scripts).map((word) => ({ word, summary: '' }));
}
