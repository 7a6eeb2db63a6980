import { commonOptions, shortOptions } from '../catalogue/common-options.js';
import {
  type MethodManifest,
  readIndex,
  readManifest,
  type ServiceManifest,
} from '../catalogue/manifest.js';
import { InputError } from '../core/errors/errors.js';
import { scripts } from './completion-scripts.js';
import { print, write } from './print.js';
import { type Usage, usage } from './usage.js';

interface Candidate {
  word: string;
  summary: string;
}

const USAGE: Usage = {
  about: ['Tab completion of services, methods and options. Once, for the shell you use:'],
  rows: [
    { left: 'bash', right: `echo 'eval "$(oint completion bash)"' >> ~/.bashrc` },
    { left: 'zsh', right: `echo 'eval "$(oint completion zsh)"' >> ~/.zshrc` },
    { left: 'fish', right: 'oint completion fish > ~/.config/fish/completions/oint.fish' },
    { left: 'powershell', right: 'oint completion powershell >> $PROFILE' },
  ],
};

/** `oint completion <shell>`: prints the script that the shell is to load. */
export async function completionCommand([typed]: readonly string[]): Promise<number> {
  const shell = typed === 'pwsh' ? 'powershell' : typed;
  if (shell === undefined || shell === '--help' || shell === '-h') {
    await write(usage(USAGE, process.stdout));
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
export async function complete(line: readonly string[]): Promise<number> {
  const { before, typed, prefix } = unfinished(line);
  const found = await candidates(before).catch(() => []);
  const lines = found
    .filter(({ word }) => word.toLowerCase().startsWith(typed.toLowerCase()))
    .map(({ word, summary }) => `${prefix}${word}\t${summary}\n`);
  await print(lines.join(''));
  return 0;
}

/** The word to be completed. `--option=value` is one word to most shells, and three to bash. */
function unfinished(line: readonly string[]): { before: string[]; typed: string; prefix: string } {
  const last = line.at(-1) ?? '';
  const before = line.slice(0, -1).filter((word) => word !== '=');
  const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(last) ?? [];
  if (option) return { before: [...before, option], typed: value!, prefix: `${option}=` };
  // PowerShell drops an empty word, so its script sends two quotes, and some versions keep them.
  return { before, typed: last === '""' || last === '=' ? '' : last, prefix: '' };
}

async function candidates([first, second, ...rest]: readonly string[]): Promise<Candidate[]> {
  const { services } = readIndex();
  if (first === undefined) return topLevel(services);
  if (first === 'config') return second === undefined ? words('path', 'get', 'set', 'unset') : [];
  if (first === 'logs') {
    return second === undefined ? words('list', 'show', 'search', 'export', 'delete') : [];
  }
  if (first === 'ask' || first === 'chat') {
    return askCandidates(
      first,
      [second, ...rest].filter((word) => word !== undefined),
    );
  }
  if (first === 'install') {
    const { installables } = await import('./install/installable.js');
    return installables().flatMap(({ names, title }) =>
      names.map((word) => ({ word, summary: title })),
    );
  }
  if (first === 'local') return localWords(second, rest);
  if (first === 'mcp') return mcpWords(second, rest);
  if (first === 'docs') return rest.length === 0 ? docsWords(second) : [];
  if (first === 'completion') return second === undefined ? words(...Object.keys(scripts)) : [];
  const service = services.find(({ name }) => name === first.toLowerCase());
  if (!service) return [];
  const manifest = readManifest(service.name);
  if (second === undefined) return methodsOf(manifest);
  const method = manifest.regions
    .flatMap(({ methods }) => methods)
    .find(({ name }) => name.toLowerCase() === second.toLowerCase());
  return method ? optionsOf(method, rest) : [];
}

/** The options not yet on the line of `ask` or `chat`; none where a value is to follow. */
async function askCandidates(command: 'ask' | 'chat', typed: string[]): Promise<Candidate[]> {
  const { askOptions } = await import('./ask/options.js');
  const options = askOptions(command);
  const is = (word: string, { name, short }: { name: string; short?: string }) =>
    word === `--${name}` || (short !== undefined && word === `-${short}`);
  const before = typed.at(-1) ?? '';
  if (options.some((option) => option.value && is(before, option))) return [];
  return options
    .filter((option) => option.many || !typed.some((word) => is(word, option)))
    .map(({ name, summary }) => ({ word: `--${name}`, summary }));
}

function topLevel(services: readonly { name: string; summary: string }[]): Candidate[] {
  return [
    ...services.map(({ name, summary }) => ({ word: name, summary })),
    { word: 'ask', summary: 'Asks a model' },
    { word: 'chat', summary: 'Talks with a model' },
    { word: 'logs', summary: 'The conversations so far' },
    { word: 'local', summary: 'Serves models to other programs' },
    { word: 'install', summary: 'Installs drivers and engines' },
    { word: 'mcp', summary: 'Every method as a tool for AI agents' },
    { word: 'docs', summary: 'The documentation' },
    { word: 'config', summary: 'Defaults and variables' },
    { word: 'completion', summary: 'Tab completion' },
    { word: '--help', summary: 'Help' },
    { word: '--version', summary: 'Version' },
  ];
}

async function mcpWords(action: string | undefined, typed: readonly string[]) {
  if (action === undefined) return words('start', 'config');
  if (action !== 'start') return [];
  const { mcpOptions } = await import('./mcp-options.js');
  return words(...mcpOptions.filter((name) => !typed.includes(name)));
}

async function localWords(
  command: string | undefined,
  typed: readonly string[],
): Promise<Candidate[]> {
  if (command === undefined) return (await import('./local-command.js')).localCommands.slice();
  if (command !== 'serve') return [];
  const { serveOptions } = await import('./local/serve-options.js');
  if (serveOptions.some(({ word, takesValue }) => takesValue && word === typed.at(-1))) return [];
  return serveOptions.filter(({ word, many }) => many || !typed.includes(word));
}

/** Pages; behind a service its methods, those for programs too. */
async function docsWords(page: string | undefined): Promise<Candidate[]> {
  if (page === undefined) return (await import('./docs-command.js')).docsTopics();
  if (!readIndex().services.some(({ name }) => name === page.toLowerCase())) return [];
  const { regions } = readManifest(page.toLowerCase());
  return regions
    .flatMap(({ methods }) => methods)
    .map(({ name, summary }) => ({ word: name, summary }));
}

function words(...list: readonly string[]): Candidate[] {
  return list.map((word) => ({ word, summary: '' }));
}

function methodsOf({ regions }: ServiceManifest): Candidate[] {
  return regions
    .flatMap(({ methods }) => methods)
    .filter(({ programOnly }) => !programOnly)
    .map(({ name, summary }) => ({ word: name, summary }));
}

/** The options not yet on the line, and lists, which take more; behind an option its usual values. */
function optionsOf(method: MethodManifest, typed: readonly string[]): Candidate[] {
  const used = longNames(method, typed);
  const before = used.at(-1) ?? '';
  const param = method.params.find(({ option }) => before === `--${option}`);
  if (param) return words(...(param.values ?? []));
  const common = commonOptions(method);
  // A file or an expression follows these: the shell completes that by itself.
  if (common.some(({ name, value }) => value && before === `--${name}`)) return [];
  const own = method.params.map(({ option, summary, kind }) => ({ name: option, summary, kind }));
  return [...own, ...common.map((option) => ({ ...option, kind: '' }))]
    .filter(({ name, kind }) => kind === 'list' || !used.includes(`--${name}`))
    .map(({ name, summary }) => ({ word: `--${name}`, summary }));
}

/** The words with their short options spelt out. */
function longNames(method: MethodManifest, typed: readonly string[]): string[] {
  const long = new Map(
    [...shortOptions(method.params)].map(([option, letter]) => [`-${letter}`, `--${option}`]),
  );
  return typed.map((word) => long.get(word) ?? word);
}
