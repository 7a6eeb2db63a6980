import { MissingPackageError } from '../errors/errors.js';
import { cut } from '../util/cut.js';
import { importFrom } from './import-from.js';
import { npmLine, type PackageSet, placesOf } from './package-set.js';

/**
 * Where to look for an optional package if its import fails: next to the running program, then
 * where `oint install` puts packages. `check` throws if a package can be imported but not used,
 * such as one compiled for another version of Node.
 *
 *     const { Client } = await import('pg').catch(elsewhere(driver, 'pg'));
 *
 * The import is written in full, with its `catch`, so that bundlers see what is imported and that
 * it may be missing. The result has the type of the import: hence `never`, which adds no type.
 *
 * @throws {MissingPackageError} It is not installed or cannot be loaded. The message says how to
 * install it.
 */
export function elsewhere<Name extends string>(
  set: PackageSet<Name>,
  name: Name,
  check: (module: never) => unknown = () => {},
): (failure: unknown) => Promise<never> {
  return async (failure) => {
    const failures = [failure];
    for (const file of placesOf(set)) {
      try {
        const module = (await importFrom(file, name)) as never;
        check(module);
        return module;
      } catch (error) {
        failures.push(error);
      }
    }
    const broken = failures.find((error) => !isMissing(error, name));
    throw broken === undefined ? missing(set, name) : unloadable(set, name, broken);
  };
}

/** True if the package itself is missing, and not one of its dependencies. */
function isMissing(error: unknown, name: string): boolean {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return /^(ERR_)?MODULE_NOT_FOUND$/.test(code) && message.includes(`'${name}'`);
}

function missing(set: PackageSet, name: string): MissingPackageError {
  return new MissingPackageError({
    message: `this needs the package ${name}, which is not installed`,
    hint: installHint(set),
  });
}

function unloadable(set: PackageSet, name: string, cause: unknown): MissingPackageError {
  const words = String(cause instanceof Error ? cause.message : cause).replace(/\s+/g, ' ');
  return new MissingPackageError({
    message: `the package ${name} cannot be loaded: ${cut(words, 300)}`,
    hint: installHint(set),
    cause,
  });
}

/** How to install a missing set. Either command works for the command line and for programs. */
function installHint(set: PackageSet): string {
  const lines = `Install it: oint install ${set.name}; or in your project: ${npmLine(set)}`;
  const { builtIn } = set;
  return builtIn ? `${lines}\nOr use Node ${builtIn} or newer, which has it built in.` : lines;
}
