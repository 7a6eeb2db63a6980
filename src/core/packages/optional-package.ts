import { MissingPackageError } from '../errors/errors.js';
import { importFrom } from './import-from.js';
import { npmLine, type PackageSet, placesOf } from './package-set.js';

/**
 * Where an import of an optional package goes on when it fails: beside the program that runs, then
 * where `oint install` puts packages. `check` throws where a package is of no use though it can be
 * imported, as one compiled for another version of Node.
 *
 *     const { Client } = await import('pg').catch(elsewhere(driver, 'pg'));
 *
 * The import stands there in full, with its `catch`, so that bundlers see what is imported and that
 * it may be missing. What is found has the type of the import: hence `never`, which adds none.
 *
 * @throws {MissingPackageError} It is nowhere, or cannot be loaded. The message says what installs it.
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

/** True where the package itself is not there: one that is may lack another that it needs. */
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
    message: `the package ${name} cannot be loaded: ${words.slice(0, 300)}`,
    hint: installHint(set),
    cause,
  });
}

/** What to do where a set is missing: either line serves the command line and programs alike. */
function installHint(set: PackageSet): string {
  const lines = `Install it: oint install ${set.name}; or in your project: ${npmLine(set)}`;
  const { builtIn } = set;
  return builtIn ? `${lines}\nOr use Node ${builtIn} or newer, which has it built in.` : lines;
}
