import { readIndex } from '../../catalogue/manifest.js';

/** The names of a service's methods; undefined if it does not exist. */
export function methodsOf(service: string): readonly string[] | undefined {
  return readIndex().services.find(({ name }) => name === service)?.methods;
}
