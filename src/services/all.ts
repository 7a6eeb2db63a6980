// Written by `npm run generate`: one line for each folder beside this file.
export * as bitrix24 from './bitrix24/index.js';
export * as notion from './notion/index.js';
export * as ollama from './ollama/index.js';
export * as openai from './openai/index.js';
export * as postgres from './postgres/index.js';
export * as s3 from './s3/index.js';
export * as sftp from './sftp/index.js';
export * as slack from './slack/index.js';
export * as sqlite from './sqlite/index.js';
export * as ssh from './ssh/index.js';
export * as telegram from './telegram/index.js';
