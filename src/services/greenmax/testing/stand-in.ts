import { readDescription } from '../../../../test/stand-in/description.js';
import type { StandIn } from '../../../../test/stand-in/server.js';
import { type Instance, startGreenApi } from '../../../../test/support/green-api.js';

export const INSTANCE: Instance = {
  id: '3100123456',
  token: '4f0c1e2d3b5a69788796a5b4c3d2e1f00f1e2d3c4b5a697887',
  base: '/v3',
};

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for GREEN-API for MAX, made from notes on its documentation. */
export function start(): Promise<StandIn> {
  return startGreenApi(description, INSTANCE);
}
