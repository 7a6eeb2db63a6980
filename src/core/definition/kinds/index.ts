export { address } from './address.js';
export { any } from './any.js';
export { bytes } from './bytes.js';
export { encoding } from './encoding.js';
export { fileMap } from './file-map.js';
export { files } from './files.js';
export {
  anything,
  type ListOf,
  list,
  record,
  records,
  rowSource,
  rows,
  texts,
  urls,
} from './json.js';
export { knownFields, knownRecords } from './known-fields.js';
export { path } from './path.js';
export { type Payload, payload, payloadBytes, verbatimPayload } from './payload.js';
export { date, duration, flag, number } from './scalar.js';
export { secret, unresolvedSecret } from './secret.js';
export { settings } from './settings.js';
export { narrowing, sql, text, textOrNumber, verbatim } from './text.js';
export { value } from './value.js';
