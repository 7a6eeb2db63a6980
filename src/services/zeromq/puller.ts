import { Endpoint } from './endpoint.js';

/** Receives messages from all of its peers. */
export class Puller extends Endpoint {
  readonly type = 'PULL';
}
