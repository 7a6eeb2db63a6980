import { InputError } from '../core/errors.js';
import {
  type MethodManifest,
  readIndex,
  readManifest,
  type ServiceManifest,
} from '../core/manifest.js';
import { scripts } from './completion-scripts.js';
import { commonOptions, switches } from './options.js';
import { print } from './output.js';

interface Candidate {
  word: string;
  summary: string;
}

const USAGE = `Tab completion of services, methods and options.

  bash         echo 'eval "$(oint completion bash)"' >> ~/.bashrc
  zsh          echo 'eval "$(oint completion zsh)"' >> ~/.zshrc
  fish         oint completion fish > ~/.config/fish/completions/oint.fish
  powershell   oint completion powershell >> $PROFILE
`;

/** `oint completion <shell>`: prints the script that the shell is to load. */
export async function completionCommand([shell]: readonly string[]): Promise<number> {
  if (shell === undefined || shell === '--help' || shell === '-h') {
    await print(USAGE);
    return 0;
  }
  const script = Object.hasOwn(scripts, shell) ? scripts[shell as keyof typeof scripts] : undefined;
  if (!script) {
    const message = `there is no completion for "${shell}"`;
    const hint = `There is for: ${Object.keys(scripts).join(', ')}.`;
    throw new InputError({ method: 'completion', message, hint });
  }
  await print(script);
  return 0;
}

/** What the shell's script asks: the words so far, the last one unfinished. A line each, tab, summary. */
export async function complete(words: readonly string[]): Promise<number> {
  const typed = words.at(-1) ?? '';
  const found = await candidates(words.slice(0, -1)).catch(() => []);
  const lines = found
    .filter(({ word }) => word.toLowerCase().startsWith(typed.toLowerCase()))
    .map(({ word, summary }) => `${word}\t${summary}\n`);
  await print(lines.join(''));
  return 0;
}

async function candidates([first, second, ...rest]: readonly string[]): Promise<Candidate[]> {
  const { services } = await readIndex();
  if (first === undefined) return topLevel(services);
  if (first === 'config') return second === undefined ? words('path', 'get', 'set', 'unset') : [];
  if (first === 'completion') return second === undefined ? words(...Object.keys(scripts)) : [];
  const service = services.find(({ name }) => name === first.toLowerCase());
  if (!service) return [];
  const manifest = await readManifest(service.name);
  if (second === undefined) return methodsOf(manifest);
  const method = manifest.regions
    .flatMap(({ methods }) => methods)
    .find(({ name }) => name.toLowerCase() === second.toLowerCase());
  return method ? optionsOf(method, rest) : [];
}

function topLevel(services: readonly { name: string; summary: string }[]): Candidate[] {
  return [
    ...services.map(({ name, summary }) => ({ word: name, summary })),
    { word: 'config', summary: 'Defaults and variables' },
    { word: 'completion', summary: 'Tab completion' },
    { word: '--help', summary: 'Help' },
    { word: '--version', summary: 'Version' },
  ];
}

function words(...list: readonly string[]): Candidate[] {
  return list.map((word) => ({ word, summary: '' }));
}

function methodsOf({ regions }: ServiceManifest): Candidate[] {
  return regions
    .flatMap(({ methods }) => methods)
    .map(({ name, summary }) => ({ word: name, summary }));
}

/** The options not yet on the line; behind an option with usual values, those. */
function optionsOf(method: MethodManifest, used: readonly string[]): Candidate[] {
  const before = used.at(-1) ?? '';
  const param = method.params.find(({ option }) => before === `--${option}`);
  if (param) return words(...(param.values ?? []));
  const common = commonOptions(method);
  // A file or an expression follows these: the shell completes that by itself.
  if (common.some(({ name }) => before === `--${name}` && !switches.includes(name))) return [];
  return [...method.params.map(({ option, summary }) => ({ name: option, summary })), ...common]
    .filter(({ name }) => !used.includes(`--${name}`))
    .map(({ name, summary }) => ({ word: `--${name}`, summary }));
}
