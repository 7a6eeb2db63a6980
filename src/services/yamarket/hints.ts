import { hintTable } from '../../core/rest/hints.js';

/** By the code of the first error, or by the status of a limit. */
export const hintFor = hintTable({
  UNAUTHORIZED: 'Check the API key. The settings of the cabinet have it, under API and modules.',
  FORBIDDEN:
    'The key has no access to this method, or to this store: see its permissions in the settings of the cabinet.',
  NOT_FOUND:
    'Check the ID. GetMarketsList shows those of stores (`id`) and of cabinets (`business.id`).',
  LOCKED: 'This method is not available to the store at the moment.',
  420: 'The limit of requests is used up until the time in the header X-RateLimit-Resource-Until.',
});
