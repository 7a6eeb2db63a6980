export { Extension, Timestamp } from '../../core/formats/msgpack/values.js';
export * from './common.js';
