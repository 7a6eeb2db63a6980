import { commonOptions } from '../../catalogue/common-options.js';
import { lettersOf } from '../../catalogue/letters.js';
import { type MethodManifest, readIndex, readManifest } from '../../catalogue/manifest.js';
import { isRussian, methodNamed, russianName } from '../../catalogue/russian.js';
import { type Candidate, namesOf } from '../start/command.js';
import { commandNamed, commands } from '../start/commands.js';
import { print } from '../start/print.js';

/**
 * Prints candidates for the completion scripts, one per line: word, tab, summary. `line` has the words
 * so far, the last one unfinished.
 */
export async function complete(line: readonly string[]): Promise<number> {
  const { before, typed, prefix } = unfinished(line);
  const found = await candidates(before, typed).catch(() => []);
  const lines = found
    .filter(({ word }) => word.toLowerCase().startsWith(typed.toLowerCase()))
    // One-letter options are only of use to who has typed their dash.
    .filter(({ word }) => typed !== '' || !/^-\w$/.test(word))
    .map(({ word, summary }) => `${prefix}${word}\t${summary}\n`);
  await print(lines.join(''));
  return 0;
}

/** The word to complete. `--option=value` is one word in most shells, and three in bash. */
function unfinished(line: readonly string[]): { before: string[]; typed: string; prefix: string } {
  const last = line.at(-1) ?? '';
  const before = line.slice(0, -1).filter((word) => word !== '=');
  const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(last) ?? [];
  if (option) return { before: [...before, option], typed: value!, prefix: `${option}=` };
  // PowerShell drops an empty word, so its script sends two quotes. Some versions keep the quotes.
  return { before, typed: last === '""' || last === '=' ? '' : last, prefix: '' };
}

async function candidates(
  [first, second, ...rest]: readonly string[],
  prefix: string,
): Promise<readonly Candidate[]> {
  const { services } = readIndex();
  if (first === undefined) return [...services.map(wordOf), ...ownWords()];
  if (first === '-p' || first === '--profile') {
    if (second !== undefined) return candidates(rest, prefix);
    return (await import('./known.js')).knownProfiles();
  }
  const command = commandNamed(first);
  if (command) {
    const typed = second === undefined ? [] : [second, ...rest];
    return (await command.next?.(typed)) ?? [];
  }
  const service = services.find(({ name }) => name === first.toLowerCase());
  if (!service) return [];
  const { regions, request } = readManifest(service.name);
  const methods = [...regions.flatMap((region) => region.methods), ...(request ? [request] : [])];
  if (second === undefined) {
    const shown = methods.filter(({ programOnly }) => !programOnly);
    return shown.map((one) => ({
      ...wordOf(one),
      ...(isRussian(prefix) && { word: russianName(service.name, one.name) ?? one.name }),
    }));
  }
  const method = methodNamed(service.name, methods, second);
  if (!method) return [];
  const isModel = service.name === 'openai' && longNames(method, rest).at(-1) === '--model';
  return isModel ? (await import('./known.js')).knownModels() : optionsOf(method, rest);
}

function ownWords(): Candidate[] {
  return [
    ...namesOf(commands),
    { word: '--help', summary: 'Show help' },
    { word: '--version', summary: 'Show the version' },
  ];
}

function wordOf({ name, summary }: { name: string; summary: string }): Candidate {
  return { word: name, summary };
}

/** The usual values of an option after it; otherwise the options not yet used, and lists. */
function optionsOf(method: MethodManifest, typed: readonly string[]): Candidate[] {
  const used = longNames(method, typed);
  const before = used.at(-1) ?? '';
  const param = method.params.find(({ option }) => before === `--${option}`);
  if (param) return (param.values ?? []).map((word) => ({ word, summary: '' }));
  const common = commonOptions(method);
  const last = common.find(({ name, value }) => value && before === `--${name}`);
  // Followed by a file or an expression: the shell completes files on its own.
  if (last) return (last.words ?? []).map((word) => ({ word, summary: '' }));
  const letters = lettersOf(method.params);
  const own = method.params.map(({ option, summary, kind }) => ({ name: option, summary, kind }));
  return [...own, ...common.map((option) => ({ ...option, kind: '' }))]
    .filter(({ name, kind }) => kind === 'list' || !used.includes(`--${name}`))
    .flatMap(({ name, summary }) => {
      const letter = letters.get(name);
      const short = letter === undefined ? [] : [{ word: `-${letter}`, summary }];
      return [{ word: `--${name}`, summary }, ...short];
    });
}

/** The words with short options replaced by long ones. */
function longNames(method: MethodManifest, typed: readonly string[]): string[] {
  const long = new Map(
    [...lettersOf(method.params)].map(([option, letter]) => [`-${letter}`, `--${option}`]),
  );
  return typed.map((word) => long.get(word) ?? word);
}
