// Calls the library for all rows, some at a time, as a user's program would.
import { ask } from '../dist/lib/ask.js';
import openai from '../dist/services/openai.js';

const [task, url, count, jobs] = process.argv.slice(2);
const on = { url, model: 'm' };
const calls = {
  GetResponse: (text) => openai.getResponse({ ...on, messages: text }),
  GetEmbeddings: (text) => openai.getEmbeddings({ ...on, input: text }),
  ask: (prompt) => ask({ ...on, prompt }),
};
let next = 0;
const worker = async () => {
  while (next < Number(count)) await calls[task](`Hello, person ${next++}`);
};
await Promise.all(Array.from({ length: Number(jobs) }, worker));
process.exit();
