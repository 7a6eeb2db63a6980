import type { ServerResponse } from 'node:http';
import {
  type errorTable,
  HttpError,
  type OintError,
  ResponseError,
  TimeoutError,
} from '../../src/core/errors/errors.js';
import type { CallOptions } from '../../src/index.js';
import { SENTINEL } from './sentinel.js';
import { json, type Received } from './server.js';

/** Everything in a request, which servers often repeat in their errors. */
function echo({ method, path, headers, body }: Received) {
  return { method, path, headers, body: body.toString('latin1') };
}

/** The body of an error that repeats the request. */
export function refusal(request: Received, status: number): object {
  const sent = request.headers.authorization ?? secretIn(request) ?? request.path;
  const message = `${status}: you sent ${sent}`;
  return { error: { message, type: 'error', param: null, code: null, request: echo(request) } };
}

/** The header, or the line of a form, with the secret of a service without `Authorization`. */
function secretIn({ headers, body }: Received): string | undefined {
  const sent = [...Object.values(headers).flat(), ...body.toString('latin1').split('\r\n')];
  const secrets = [SENTINEL, encodeURIComponent(SENTINEL)];
  return sent.find((value) => secrets.some((secret) => value?.includes(secret)));
}

/** A server's fault, and the expected error. */
export interface Fault {
  answer: (request: Received, response: ServerResponse) => void;
  error: new (...args: never) => OintError;
  code: keyof typeof errorTable;
  /** The exit status, if it is not that of the code. */
  exit?: number;
  /** Other expected properties of the error. */
  has?: object;
  says: RegExp;
  options?: CallOptions;
  /** True if it is only a fault for methods that expect JSON. */
  onlyJson?: true;
}

const status = (code: number, headers: Record<string, string> = {}): Fault['answer'] => {
  return (request, response) => json(response, refusal(request, code), code, headers);
};

function page(request: Received): string {
  const words = `nginx: ${JSON.stringify(echo(request))}`;
  return `<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>${words}</body></html>`;
}

export const faults: Record<string, Fault> = {
  'a 401': {
    answer: status(401),
    error: HttpError,
    code: 'http',
    has: { status: 401, retryable: false },
    says: /401 Unauthorized: /,
  },
  'a 404': {
    answer: status(404),
    error: HttpError,
    code: 'http',
    has: { status: 404, retryable: false },
    says: /404 Not Found/,
  },
  'a 429 with Retry-After': {
    answer: status(429, { 'retry-after': '7' }),
    error: HttpError,
    code: 'http',
    exit: 75,
    has: { status: 429, retryable: true },
    says: /429 Too Many Requests.*Retry-After: 7/s,
  },
  'a 500': {
    answer: status(500),
    error: HttpError,
    code: 'http',
    has: { status: 500, retryable: true },
    says: /500 Internal Server Error/,
  },
  'a redirect without end': {
    answer: ({ headers }, response) => {
      const token = encodeURIComponent(String(headers.authorization ?? 'Bearer'));
      response.writeHead(302, { location: `/moved/${token}` }).end();
    },
    error: HttpError,
    code: 'http',
    has: { status: 302, retryable: false },
    says: /302 .*\n.*redirects to \/moved\//s,
  },
  'an HTML 502': {
    answer: (request, response) => {
      const token = String(request.headers.authorization);
      const headers = { 'content-type': 'text/html', 'x-token': token, 'x-request-id': token };
      response.writeHead(502, headers).end(page(request));
    },
    error: HttpError,
    code: 'http',
    has: { status: 502, retryable: true },
    says: /502 Bad Gateway: 502 Bad Gateway \(/,
  },
  'an HTML page with status 200': {
    answer: (request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(page(request)),
    error: ResponseError,
    code: 'response',
    has: { status: 200, retryable: false },
    says: /200 with an HTML page "502 Bad Gateway".*\n.*Check that .* is the address of the API itself/s,
    onlyJson: true,
  },
  'text in place of JSON, cut inside the secret': {
    answer: ({ headers }, response) => {
      const text = `${headers.authorization} `;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`${'x'.repeat(120 - text.length + 12)} ${text.repeat(200)}`);
    },
    error: ResponseError,
    code: 'response',
    has: { status: 200, retryable: false },
    says: /200 with text that is not JSON/,
    onlyJson: true,
  },
  'a body that is cut': {
    answer: (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      response.write(JSON.stringify(echo(request)), () => response.destroy());
    },
    error: ResponseError,
    code: 'response',
    has: { status: 200, cut: true, retryable: true },
    says: /cut off before its end.*\n.*Try again/s,
  },
  silence: {
    answer: () => {},
    error: TimeoutError,
    code: 'timeout',
    has: { deadline: 'firstByteTimeout', after: 120 },
    says: /timed out after 0\.12 s waiting for a response/,
    options: { firstByteTimeout: 120 },
  },
  'silence in the middle': {
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    },
    error: TimeoutError,
    code: 'timeout',
    has: { deadline: 'idleTimeout', after: 120 },
    says: /timed out after 0\.12 s without data/,
    options: { idleTimeout: 120 },
  },
};
