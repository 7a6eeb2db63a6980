import { method } from '../../core/definition/method.js';
import { ofRequest } from './handle.js';
import { HttpRequestHandle } from './request.js';

/**
 * Creates a request, which other methods set up and send.
 *
 * `await using request = await newRequest({})` closes it automatically. It keeps the cookies that
 * servers set until it is closed.
 *
 * @returns The request, for the param `request` of the other methods.
 */
export const newRequest = method('http', 'NewRequest', {
  ...ofRequest,
  effect: 'read',
  params: {},
  run: (): HttpRequestHandle => new HttpRequestHandle(),
});
