// Prints how long the calls of the library take for all rows, some at a time, in milliseconds.
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
const started = performance.now();
const worker = async () => {
  while (next < Number(count)) await calls[task](`Hello, person ${next++}`);
};
await Promise.all(Array.from({ length: Number(jobs) }, worker));
console.log(JSON.stringify(performance.now() - started));
