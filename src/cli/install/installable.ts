import { readIndex } from '../../catalogue/manifest.js';
import { InputError } from '../../core/errors/errors.js';
import type { PackageSet } from '../../core/packages/package-set.js';
import { cut } from '../../core/util/cut.js';
import { type EngineNeeds, engineNeeds } from '../../local/engines/packages.js';
import { queueNeeds } from '../queue/packages.js';
import { didYouMean } from '../start/suggest.js';

/** A set of packages for `oint install`, and what needs it. */
export interface Installable extends Pick<EngineNeeds, 'forMachine'> {
  set: PackageSet;
  /** The services that need it; for an engine its own name. */
  names: readonly string[];
  /** What it is for. */
  title: string;
}

/** Everything that can be installed: for services, by their names, then for engines. */
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
  const engines = [...engineNeeds, queueNeeds].map(({ title, needs, forMachine }: EngineNeeds) => ({
    set: needs,
    names: [needs.name],
    title,
    forMachine,
  }));
  return [...found.values(), ...engines];
}

/** The sets with these names, each once; services without packages have none. Throws for an unknown name. */
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
    message: `unknown name "${cut(typed, 40)}"`,
    hint: didYouMean(typed, names) ?? `There are: ${names.join(', ')}.`,
  });
}
