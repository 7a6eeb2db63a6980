import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  AbortedError,
  ConnectionError,
  type ErrorCode,
  errorTable,
  HttpError,
  InputError,
  MissingPackageError,
  OintError,
  OutputError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from './errors.js';

const init = { message: 'it happened', method: 'test Method', hint: 'Do this.' };

function http(status: number): HttpError {
  return new HttpError({ ...init, status, headers: { a: 'b' }, requestId: 'r-1', body: { x: 1 } });
}

const timeout = new TimeoutError({ ...init, deadline: 'idleTimeout', after: 500 });
const refused = { ...init, reason: 'ECONNREFUSED', sent: false, retryable: true };

const examples: Record<ErrorCode, OintError> = {
  input: new InputError({ ...init, param: 'value' }),
  connection: new ConnectionError(refused),
  timeout,
  http: http(404),
  service: new ServiceError({ ...init, reason: '42P01', details: { position: 8 } }),
  response: new ResponseError({ ...init, status: 200 }),
  missing_package: new MissingPackageError(init),
  output: new OutputError(init),
  aborted: new AbortedError(init),
};

describe.each(Object.entries(examples))('%s', (code, error) => {
  test('is an OintError and an Error, with the name of its class', () => {
    expect(error).toBeInstanceOf(OintError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(error.constructor.name);
    expect(String(error)).toBe(`${error.name}: test Method: it happened\nDo this.`);
    expect(error.stack).toContain(error.message);
  });

  test('has the code, exit status and HTTP status of the table', () => {
    expect(error.code).toBe(code);
    expect(error.exitStatus).toBe(errorTable[error.code].exit);
    expect(errorTable[error.code].http).toBeGreaterThanOrEqual(400);
  });

  test('its JSON is complete', () => {
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name: error.name,
      code,
      method: 'test Method',
      message: 'test Method: it happened\nDo this.',
      retryable: error.retryable,
    });
  });
});

test('exit status: 1 error of the service, 2 wrong usage, 3 no response, 130 interrupted', () => {
  const exits = Object.fromEntries(
    Object.values(examples).map(({ code, exitStatus }) => [code, exitStatus]),
  );
  expect(exits).toEqual({
    input: 2,
    connection: 3,
    timeout: 3,
    http: 1,
    service: 1,
    response: 1,
    missing_package: 2,
    output: 1,
    aborted: 130,
  });
});

test('exit status 75: the service refused for now', () => {
  for (const status of [420, 429, 503, 529]) {
    expect(http(status)).toMatchObject({ busy: true, exitStatus: 75 });
  }
  for (const status of [400, 404, 408, 500, 502, 504]) {
    expect(http(status)).toMatchObject({ busy: false, exitStatus: 1 });
  }
  const locked = new ServiceError({ message: 'locked', reason: 'SQLITE_BUSY', busy: true });
  expect(locked).toMatchObject({ exitStatus: 75, retryable: true });
});

test('the other fields of each class are in its JSON too', () => {
  expect(examples.input.toJSON()).toMatchObject({ param: 'value' });
  expect(examples.connection.toJSON()).toMatchObject({ reason: 'ECONNREFUSED', sent: false });
  expect(timeout.toJSON()).toMatchObject({ deadline: 'idleTimeout', after: 500 });
  expect(http(404).toJSON()).toMatchObject({ status: 404, requestId: 'r-1', body: { x: 1 } });
  expect(examples.response.toJSON()).toMatchObject({ status: 200 });
});

test('retryable is what may succeed on retry', () => {
  for (const status of [408, 429, 500, 502, 503, 504]) expect(http(status).retryable).toBe(true);
  for (const status of [301, 400, 401, 403, 404, 422]) expect(http(status).retryable).toBe(false);
  expect(examples.input.retryable).toBe(false);
  expect(timeout.retryable).toBe(true);
  expect(new ConnectionError({ ...refused, retryable: false }).retryable).toBe(false);
  expect(new ConnectionError(refused).retryable).toBe(true);
  expect(new ResponseError({ ...init, cut: true }).retryable).toBe(true);
  expect(new ResponseError(init).retryable).toBe(false);
});

test('an error without a method can be given one, once: in its message, JSON and stack', () => {
  const error = new InputError({ message: 'it $& happened' });
  expect(error.belongsTo('test Method')).toBe(error);
  error.belongsTo('other Method');
  expect(error.method).toBe('test Method');
  expect(error.message).toBe('test Method: it $& happened');
  expect(error.stack).toMatch(/^InputError: test Method: it \$& happened\n +at /);
  expect(error.toJSON()).toMatchObject({ method: 'test Method', message: error.message });
});

test('a hint that is added later is part of message, stack and hint', () => {
  const error = new InputError({ message: 'it happened', hint: 'Do $& this.' });
  expect(error.advises('Or $1 that.').belongsTo('test Method')).toBe(error);
  expect(error.message).toBe('test Method: it happened\nDo $& this.\nOr $1 that.');
  expect(error.stack).toContain(`InputError: ${error.message}\n`);
  expect(error.hint).toBe('Do $& this. Or $1 that.');
  expect(new InputError({ message: 'x' }).advises('Do.').hint).toBe('Do.');
});

test('without method and hint there is only the message', () => {
  expect(new InputError({ message: 'it happened' }).message).toBe('it happened');
  expect(new InputError({ message: 'it happened', hint: '' }).message).toBe('it happened');
});

describe('cause', () => {
  test('is set if there is one, and is not in the JSON', () => {
    const cause = new Error('inner words');
    const error = new InputError({ ...init, cause });
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(error)).not.toContain('inner words');
    expect(Object.keys(error)).not.toContain('cause');
  });

  test('is not shown if there is none', () => {
    expect(inspect(new InputError(init))).not.toContain('cause');
  });
});
