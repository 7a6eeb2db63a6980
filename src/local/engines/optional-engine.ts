import { MissingPackageError } from '../../core/errors/errors.js';
import { optionalPackage } from '../../core/util/optional-package.js';
import { ApiError } from '../errors.js';

/**
 * Loads an engine's optional package. If it is missing, the response is 501 with its name and the
 * alternatives.
 */
export async function optionalEngine<T>(
  name: string,
  load: () => Promise<T>,
  otherwise = '',
): Promise<T> {
  try {
    return await optionalPackage(name, load);
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    const message = [...error.message.split('\n'), otherwise].filter(Boolean).join('. ');
    throw new ApiError({ status: 501, message, code: 'engine_missing' });
  }
}
