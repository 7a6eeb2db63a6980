import type { Call } from '../definition/call.js';

const NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** `404 Not Found`, or only the number of a rare status. */
export function statusText(status: number): string {
  return NAMES[status] ? `${status} ${NAMES[status]}` : String(status);
}

/** What to do about an error status. */
export function statusHint(
  status: number,
  headers: Readonly<Record<string, string>>,
  call: Call,
): string | undefined {
  if (status >= 300 && status < 400) return redirectHint(headers.location, call);
  if (status === 401 || status === 403) {
    return `Check ${call.credentials ?? 'the credentials'}, and that this call is permitted.`;
  }
  if (status === 404) return `Check ${call.destination}, and the names and IDs in the call.`;
  if (status === 405) {
    return `Check ${call.destination}: the server does not support this method at this address.`;
  }
  if (status === 407) return proxyLoginHint(call);
  if (status === 413) return 'The request is larger than the server accepts.';
  if (status === 429) {
    const after = headers['retry-after'];
    return `The server asks to slow down${after ? ` (Retry-After: ${after})` : ''}. Try again later.`;
  }
  if (status >= 500 && status !== 501) return 'The server failed. Try again later, or see its log.';
  return undefined;
}

function proxyLoginHint({ labels }: Call): string | undefined {
  const proxy = labels.callOptions({ proxy: 'http://user:password@host:port' });
  return proxy && `The proxy requires a user name and password: ${proxy}`;
}

/** What to do if the response is not from the API. */
export function notTheApiHint(call: Call, address = call.destination): string {
  const debug = call.labels.callOption('debug');
  const look = debug && `To see the whole exchange, use ${debug}.`;
  return [`Check that ${address} is the address of the API itself.`, look]
    .filter(Boolean)
    .join(' ');
}

function redirectHint(location: string | undefined, call: Call): string | undefined {
  if (!location) return undefined;
  // Without query and user, which may contain secrets.
  const shown = location.split(/[?#]/)[0]!.replace(/\/\/[^/@]*@/, '//');
  return `It redirects to ${shown}: change ${call.destination} accordingly.`;
}
