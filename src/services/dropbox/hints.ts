import { hintTable } from '../../core/rest/hints.js';

/** By the tags of an error. */
export const hintFor = hintTable({
  invalid_access_token: 'Check the token. GetToken gets one for a code.',
  expired_access_token:
    'Access tokens work for 4 hours. RefreshToken gets a new one; or pass the credentials as JSON with client_id, client_secret and refresh_token.',
  missing_scope:
    'Allow it in the settings of the application, then get a new token with a new code.',
  not_found:
    'Check the path: it starts with a slash. Applications with a folder of their own see only that.',
  malformed_path:
    'A path starts with a slash and does not end with one; the root is an empty path.',
  conflict: 'There is something else at this path. Overwrite it, or choose another path.',
  insufficient_space: 'The Dropbox is full.',
  no_write_permission: 'The user cannot change this folder.',
  disallowed_name: 'Dropbox does not allow this name.',
  restricted_content: 'Dropbox does not serve this file for legal reasons.',
  not_file: 'There is a folder at this path, not a file.',
  not_folder: 'There is a file at this path, not a folder.',
  unsupported_extension: 'Dropbox has no previews for files of this type.',
  unsupported_content: 'Dropbox has no previews for files of this type.',
  too_large: 'The folder is too large for a ZIP file: up to 20 GB and 10,000 files.',
  too_many_files: 'The folder has too many files for one call.',
  too_many_write_operations: 'Other changes are being made in this folder. Try again later.',
  too_many_requests: 'Dropbox limits the rate of calls. Try again later.',
  in_progress: 'Ask for its state again later.',
  reset: 'The folder has changed too much: list it again without a cursor.',
  invalid_async_job_id: 'Check the job ID: each job belongs to the method that began it.',
  email_unverified: 'The user must confirm the email address of the account first.',
});
