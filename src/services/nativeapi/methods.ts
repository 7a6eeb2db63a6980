export * from './instances.js';
export * from './library.js';
export * from './main.js';
