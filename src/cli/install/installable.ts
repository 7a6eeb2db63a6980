import { readIndex } from '../../catalogue/manifest.js';
import { InputError } from '../../core/errors/errors.js';
import type { PackageSet } from '../../core/packages/package-set.js';
import { type EngineNeeds, engineNeeds } from '../../local/engines/packages.js';
import { didYouMean } from '../start/suggest.js';

/** Something that `oint install` knows: a set of packages, and who needs it. */
export interface Installable extends Pick<EngineNeeds, 'forMachine'> {
  set: PackageSet;
  /** The services that need it; for an engine its own name. */
  names: readonly string[];
  /** What it is for. */
  title: string;
}

/** All that may be installed: what services need, by their names, then the engines. */
export function installables(): Installable[] {
  const found = new Map<string, Installable>();
  for (const { name, title, needs } of readIndex().services) {
    if (!needs) continue;
    const same = found.get(needs.name);
    found.set(needs.name, {
      set: needs,
      names: [...(same?.names ?? []), name],
      title: same ? `${same.title}, ${title}` : title,
    });
  }
  const engines = engineNeeds.map(({ title, needs, forMachine }) => ({
    set: needs,
    names: [needs.name],
    title,
    forMachine,
  }));
  return [...found.values(), ...engines];
}

/** Those of some names, each once; services that need nothing have none. Throws where a name is neither. */
export function installablesOf(typed: readonly string[]): Installable[] {
  const all = installables();
  const services = readIndex().services.map(({ name }) => name);
  const found = typed.flatMap((word) => {
    const one = all.find(({ names }) => names.includes(word.toLowerCase()));
    if (!one && !services.includes(word.toLowerCase())) throw unknown(word, all);
    return one ?? [];
  });
  return [...new Set(found)];
}

function unknown(typed: string, all: readonly Installable[]): InputError {
  const names = all.flatMap((one) => one.names);
  return new InputError({
    method: 'install',
    message: `there is nothing to install for "${typed.slice(0, 40)}"`,
    hint: didYouMean(typed, names) ?? `There are: ${names.join(', ')}.`,
  });
}
