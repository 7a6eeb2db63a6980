import { Hono } from 'hono/tiny';
import { describe, expect, it } from 'vitest';
import {
  AbortedError,
  ConnectionError,
  type ErrorCode,
  errorTable,
  HttpError,
  InputError,
  MissingPackageError,
  type OintError,
  OutputError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../core/errors/errors.js';
import { badRequest, errorAnswer } from './errors.js';

const init = { message: 'it went wrong', hint: 'Try something else.', method: 'test Method' };
const errors: Record<ErrorCode, OintError> = {
  input: new InputError({ ...init, param: 'model' }),
  connection: new ConnectionError({ ...init, reason: 'X', sent: false, retryable: true }),
  timeout: new TimeoutError({ ...init, deadline: 'timeout', after: 1 }),
  http: new HttpError({ ...init, status: 418, headers: {}, body: '' }),
  service: new ServiceError({ ...init, reason: 'X' }),
  response: new ResponseError(init),
  missing_package: new MissingPackageError(init),
  output: new OutputError(init),
  aborted: new AbortedError(init),
};

async function answerTo(error: Error) {
  const app = new Hono();
  app.get('/', () => {
    throw error;
  });
  app.onError(errorAnswer);
  const answer = await app.request('/');
  return { status: answer.status, body: (await answer.json()) as { error: object } };
}

describe('a failure', () => {
  it.each(Object.entries(errorTable))('%s gets the status of the table', async (code, row) => {
    const { status, body } = await answerTo(errors[code as ErrorCode]);
    expect(status).toBe(row.http);
    expect(body.error).toEqual({
      message: 'test Method: it went wrong. Try something else.',
      type: row.http < 500 ? 'invalid_request_error' : 'server_error',
      param: code === 'input' ? 'model' : null,
      code,
    });
  });

  it('of the protocol is not changed', async () => {
    const { status, body } = await answerTo(badRequest('No.', 'size', 'bad_size'));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ message: 'No.', param: 'size', code: 'bad_size' });
  });

  it('of any other kind is an internal error', async () => {
    const { status, body } = await answerTo(new TypeError('x is undefined'));
    expect(status).toBe(500);
    expect(body.error).toMatchObject({
      message: 'Internal error of the embedded server: x is undefined',
    });
  });
});
