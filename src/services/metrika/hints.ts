import { hintTable } from '../../core/rest/hints.js';

/** By `error_type`. */
export const hintFor = hintTable({
  invalid_token: 'Check the token: it may have expired. yandex RefreshToken gets a new one.',
  access_denied:
    'The user of the token has no access to this counter, or the token has no right to change it.',
  not_found: 'Check the ID: GetCountersList and GetTagsList show those of the user.',
  quota_requests_by_ip: 'Metrica answers up to 30 requests per second from one address.',
  quota_requests_by_uid: 'Metrica answers up to 5,000 requests per user and day. Try tomorrow.',
  quota_parallel_requests: 'Metrica works on up to 3 requests of a user at a time.',
  quota_requests: 'Metrica limits the number of requests. Try again later.',
  backend_error: 'Metrica has a fault. Try again later.',
});
