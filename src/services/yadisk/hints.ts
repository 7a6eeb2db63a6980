import { hintTable } from '../../core/rest/hints.js';

export const hintFor = hintTable({
  UnauthorizedError: 'Check the token: it may have expired. RefreshToken gets a new one.',
  ForbiddenError: 'The token lacks a permission: create one with access to Yandex Disk.',
  DiskNotFoundError:
    'Check the path: it starts with / or disk:/, for an application folder with app:/.',
  DiskPathDoesntExistsError: 'Create the parent folder first.',
  DiskPathPointsToExistentDirectoryError: 'A folder with this path already exists.',
  DiskResourceAlreadyExistsError: 'Choose another path, or allow overwriting.',
  DiskResourceLockedError: 'Another operation is working on it. Try again later.',
  TooManyRequestsError: 'Yandex limits the rate of calls. Try again later.',
  DiskStorageQuotaExhaustedError: 'The disk is full.',
});
