import {
  hasManifest,
  type MethodManifest,
  readIndex,
  readManifest,
  type ServiceManifest,
} from '../../catalogue/manifest.js';
import { methodNamed, namesLike } from '../../catalogue/russian.js';
import { InputError } from '../../core/errors/errors.js';
import { didYouMean } from './suggest.js';

/** The service with the typed name. `others` are the other words that may stand in its place. */
export function findService(typed: string, others: readonly string[]): ServiceManifest {
  const service = typed.toLowerCase();
  if (hasManifest(service)) return readManifest(service);
  const names = [...readIndex().services.map(({ name }) => name), ...others];
  const isOption = typed.startsWith('-');
  throw new InputError({
    message: isOption
      ? `expected a service or a command before ${typed}`
      : `there is no service "${typed}"`,
    hint:
      didYouMean(typed, names) ??
      'Run oint --help to list services and commands, or oint search to find a method.',
  });
}

/** The method with the typed name, in English or Russian. */
export async function findMethod(service: ServiceManifest, typed: string): Promise<MethodManifest> {
  const methods = service.regions.flatMap((region) => region.methods);
  const { request } = service;
  if (request && typed.toLowerCase() === request.name) return request;
  const found = methodNamed(service.name, methods, typed);
  if (found && !found.programOnly) return found;
  if (found) throw forPrograms(service, found);
  const names = methods.map(({ name }) => name);
  const near = didYouMean(typed, namesLike(typed, service.name, names));
  throw new InputError({
    method: service.name,
    message: `there is no method "${typed}"`,
    hint:
      near ??
      (await likely(service, typed)) ??
      `Run oint ${service.name} to list its methods, or oint search to find one.`,
  });
}

/** The methods for what the user means: `transcribe`, `ls`. Loaded only for such an error. */
async function likely(service: ServiceManifest, typed: string): Promise<string | undefined> {
  const { MethodSearch } = await import('../../catalogue/search/find.js');
  const { found } = (await MethodSearch.over([service])).find(inWords(typed), {
    isWanted: ({ method }) => !method.programOnly,
  });
  const names = found.slice(0, 3).map(({ method }) => method.name);
  if (names.length === 0) return undefined;
  const [last, ...others] = names.reverse();
  const listed = others.length > 0 ? `${others.reverse().join(', ')} or ${last}` : last;
  return `Did you mean ${listed}?`;
}

/** Commands that many type without thinking. */
const SHORT: Readonly<Record<string, string>> = {
  ls: 'list',
  dir: 'list',
  rm: 'delete',
  del: 'delete',
  cp: 'copy',
  mv: 'move',
  mkdir: 'create folder',
  cat: 'get',
};

function inWords(typed: string): string {
  const short = Object.hasOwn(SHORT, typed.toLowerCase()) ? SHORT[typed.toLowerCase()]! : typed;
  return short.replace(/[_-]/g, ' ').slice(0, 100);
}

function forPrograms(service: ServiceManifest, { name }: MethodManifest): InputError {
  return new InputError({
    method: `${service.name} ${name}`,
    message: 'this method is only for programs, which keep a connection open for many calls',
    hint: 'On the command line, each method opens and closes its own connection.',
  });
}
