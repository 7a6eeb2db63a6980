import {
  ConnectionError,
  HttpError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import { WorkerError } from '../queue/worker-error.js';

/** True if a failure says that the service has too much to do. */
export function isBusy(error: unknown): boolean {
  if (error instanceof WorkerError) return error.failure.isBusy;
  if (error instanceof TimeoutError) return true;
  return (error instanceof HttpError || error instanceof ServiceError) && error.busy;
}

/** True if the service refused to begin, so that the same call may be made again. */
export function isPutOff(error: unknown): boolean {
  if (error instanceof WorkerError) return error.failure.isPutOff;
  return error instanceof HttpError && [420, 429].includes(error.status);
}

/** True if a failed call may have been carried out: its request was sent, and no answer was understood. */
export function isLost(error: unknown): boolean {
  if (error instanceof WorkerError) return error.failure.isLost;
  if (error instanceof ConnectionError) return error.sent;
  if (error instanceof TimeoutError) return error.deadline !== 'connectTimeout';
  return error instanceof ResponseError;
}
