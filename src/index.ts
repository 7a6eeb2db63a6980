/**
 * OInt, the Open Integration Package: ready-made methods for outside services.
 *
 * @module
 */
export type { Call } from './core/call.js';
export type { CallOptions, Progress, ProxySettings } from './core/call-options.js';
export * from './core/errors.js';
export type { SavedFile } from './core/http/save.js';
export type { Definition, FullResponse, Method, Streaming } from './core/method.js';
export { withDefaults } from './core/with-defaults.js';
export * from './services/all.js';
