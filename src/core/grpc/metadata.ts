import { isSecretHeader, type Redactor } from '../errors/redact.js';
import type { JsonRecord } from '../util/is-record.js';

/** Metadata: headers of a call, by their names in lower case. */
export type Metadata = Readonly<Record<string, string | string[]>>;

/**
 * The headers for metadata. A name that ends in -bin has bytes as Base64.
 *
 * @throws {Error} It cannot be sent.
 */
export function metadataOf(given: JsonRecord): Metadata {
  const headers: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = key.toLowerCase();
    if (!/^[\da-z_.-]+$/.test(name) || /^(grpc-|te$|content-type$|connection$)/.test(name)) {
      throw new Error(`"${key}" cannot be a name of metadata`);
    }
    const values = [value].flat().map(String);
    for (const one of values) {
      if (!/^[\x20-\x7e]*$/.test(one)) {
        throw new Error(
          `the value of "${key}" is not ASCII: use a name that ends in -bin, and Base64`,
        );
      }
      if (name.endsWith('-bin') && !/^[\w+/-]*={0,2}$/.test(one)) {
        throw new Error(`the value of "${key}" is not Base64`);
      }
    }
    headers[name] = values.length === 1 ? values[0]! : values;
  }
  return headers;
}

/** Masks what looks like credentials. */
export function hideMetadata(metadata: Metadata, redactor: Redactor): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (!isSecretHeader(name)) continue;
    for (const one of [value].flat()) redactor.add(one.replace(/^(Bearer|Basic|Token) +/i, ''));
  }
}
