import type { Images } from './types.js';

/** The Base64 of the images in a response; none if it has their URLs. */
export function imagesIn({ data }: Images): string[] {
  return (data ?? []).flatMap(({ b64_json: base64 }) => (base64 === undefined ? [] : [base64]));
}
