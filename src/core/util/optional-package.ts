import { MissingPackageError } from '../errors/errors.js';

/**
 * Loads a package that a service needs and that need not be there: `npm install` leaves out what it
 * cannot build for this machine.
 */
export async function optionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const missing = /^(ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)$/.test(code);
    throw new MissingPackageError({
      message: missing
        ? `this needs the package ${name}, which is not installed`
        : `the package ${name} cannot be loaded: ${message.split('\n')[0]}`,
      hint: `Install it beside oint: npm install ${name} (for a global oint: npm install -g ${name})`,
      cause,
    });
  }
}
