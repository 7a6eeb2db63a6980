import { hintTable } from '../../core/rest/hints.js';

/** By `error_type`. */
export const hintFor = hintTable({
  invalid_auth:
    'Check the API key, or the name and password of the site. GetToken returns the key.',
  rate_limited: 'Neocities limits attempts to sign in with a password. Try again later.',
  missing_files: 'Check the paths: GetFilesList shows those of the site. Nothing was changed.',
  cannot_delete_index: 'The site always keeps its index.html: upload another one instead.',
  invalid_file_type: 'Free sites can have only some types of files: HTML, CSS, images, fonts, …',
  file_too_large: 'The file does not fit in the space of the site.',
  too_large: 'The files do not fit in the space of the site.',
  too_many_files: 'The site has as many files as its plan allows. Delete some first.',
  directory_exists: 'The site has a folder of this name. Delete it first, or choose another name.',
});
