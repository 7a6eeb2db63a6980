import { readDescription } from '../../../../test/stand-in/description.js';
import type { StandIn } from '../../../../test/stand-in/server.js';
import { type Instance, startGreenApi } from '../../../../test/support/green-api.js';

export const INSTANCE: Instance = {
  id: '7105123456',
  token: 'd75b3a66374942c5b3c019c698abc2067e151558acbd412345',
  base: '',
};

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for GREEN-API, made from the types of the vendor's SDK. */
export function start(): Promise<StandIn> {
  return startGreenApi(description, INSTANCE);
}
