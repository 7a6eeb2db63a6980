// Written by `npm run generate`: one line for each folder next to this file.
export { default as airtable } from './airtable/index.js';
export { default as bitrix24 } from './bitrix24/index.js';
export { default as notion } from './notion/index.js';
export { default as ollama } from './ollama/index.js';
export { default as openai } from './openai/index.js';
export { default as postgres } from './postgres/index.js';
export { default as s3 } from './s3/index.js';
export { default as sftp } from './sftp/index.js';
export { default as slack } from './slack/index.js';
export { default as sqlite } from './sqlite/index.js';
export { default as ssh } from './ssh/index.js';
export { default as telegram } from './telegram/index.js';
export { default as viber } from './viber/index.js';
export { default as vk } from './vk/index.js';
export { default as vkteams } from './vkteams/index.js';
export { default as yadisk } from './yadisk/index.js';
export { default as yandex } from './yandex/index.js';
