import { MissingPackageError } from '../../core/errors/errors.js';
import { ApiError } from '../errors.js';

/** Answers with 501 where an engine lacks a package: it says which, and what else would do. */
export function engineMissing(error: unknown, otherwise = ''): never {
  if (!(error instanceof MissingPackageError)) throw error;
  const message = [...error.message.split('\n'), otherwise].filter(Boolean).join('. ');
  throw new ApiError({ status: 501, message, code: 'engine_missing' });
}
