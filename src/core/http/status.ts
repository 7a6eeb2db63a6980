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

/** `404 Not Found`, or the number alone where it is a rare one. */
export function statusText(status: number): string {
  return NAMES[status] ? `${status} ${NAMES[status]}` : String(status);
}

/** What to do about an error status. */
export function statusHint(
  status: number,
  headers: Readonly<Record<string, string>>,
  /** The option that names the server. */
  address = '--url',
): string | undefined {
  if (status >= 300 && status < 400) return redirectHint(headers.location, address);
  if (status === 401 || status === 403) return 'Check --token, and that it may do this.';
  if (status === 404) return `Check ${address}, and the names and ids in the call.`;
  if (status === 405) return `Check ${address}: this address takes no such request.`;
  if (status === 407) {
    return "The proxy wants a user: --config \"{'proxy':'http://user:password@host:port'}\".";
  }
  if (status === 413) return 'What was sent is larger than the server takes.';
  if (status === 429) {
    const after = headers['retry-after'];
    return `The server asks to slow down${after ? ` (Retry-After: ${after})` : ''}: try again later.`;
  }
  if (status >= 500 && status !== 501)
    return 'The fault is on the server’s side: try again later, or see its log.';
  return undefined;
}

function redirectHint(location: string | undefined, address: string): string | undefined {
  if (!location) return undefined;
  // Neither a query nor a user, which may hold secrets.
  const shown = location.split(/[?#]/)[0]!.replace(/\/\/[^/@]*@/, '//');
  return `It points to ${shown}: give the address it means as ${address}.`;
}
