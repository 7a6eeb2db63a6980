import { MissingPackageError } from '../../core/errors.js';
import { optionalPackage } from '../../core/optional-package.js';
import { ApiError } from '../errors.js';

/** Loads a package that an engine needs and that need not be there: without it, 501 says which. */
export async function optionalEngine<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await optionalPackage(name, load);
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    throw new ApiError({ status: 501, message: error.message, code: 'engine_missing' });
  }
}
