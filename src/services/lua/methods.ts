export * from './attached.js';
export * from './bytecode.js';
export * from './globals.js';
export * from './main.js';
export * from './scripts.js';
