export { type BytesInput, bytes } from './bytes.js';
export { type ListOf, list, record, records, texts } from './json.js';
export { date, duration, flag, number } from './scalar.js';
export { secret } from './secret.js';
export { text } from './text.js';
