import type { Call } from '../../definition/call.js';
import { brokenConnection } from '../../errors/connection-error.js';
import { HttpError, OintError } from '../../errors/errors.js';
import type { HttpRequest } from '../message.js';
import { statusHint, statusText } from '../status.js';
import { shownUrl } from '../url.js';
import { ProxyFailure } from './proxy.js';

/** What is known about a failed connection. */
export interface Progress {
  /** The address of the proxy, if the connection goes to a proxy. */
  proxy?: string | undefined;
  /** False until the connection is established: nothing can have been sent yet. */
  connected: boolean;
}

/** The error for a failed connection, with a hint about what to do. */
export function connectionError(
  call: Call,
  request: HttpRequest,
  error: Error,
  { proxy, connected }: Progress,
): OintError {
  if (error instanceof OintError) return error;
  if (error instanceof ProxyFailure) {
    if (error.answer) return refusedByProxy(call, request, error);
    return connectionError(call, request, error.cause as Error, { proxy: error.proxy, connected });
  }
  return brokenConnection(call, {
    host: proxy ? `the proxy ${proxy}` : request.url.host,
    what: `${request.method} ${shownUrl(request.url)}`,
    error,
    connected,
    hintUnsent: proxy && `Check ${call.labels.callOption('proxy') ?? 'the proxy'}, or HTTP_PROXY.`,
  });
}

/** The error for a proxy that refused a request: its status says why. */
function refusedByProxy(call: Call, request: HttpRequest, error: ProxyFailure): HttpError {
  const { status, headers } = error.answer!;
  return new HttpError({
    method: call.method,
    status,
    headers: call.redactor.deep(headers) as Record<string, string>,
    body: '',
    message: `the proxy ${error.proxy} returned ${statusText(status)} (CONNECT ${request.url.host})`,
    hint:
      status === 407
        ? statusHint(status, headers, call)
        : 'Check that the proxy allows requests to this host.',
    cause: error,
  });
}
