/**
 * OInt, the Open Integration Package: ready-made methods for external services.
 *
 * @module
 */
export type { Call } from './core/definition/call.js';
export type { CallOptions, Progress, ProxySettings } from './core/definition/call-options.js';
export type { Definition, FullResponse, Method, Streaming } from './core/definition/method.js';
export { withDefaults } from './core/definition/with-defaults.js';
export * from './core/errors/errors.js';
export type { SavedFile } from './core/http/save.js';
export * from './services/all.js';
