// Prints how long 10,000 calls of the library take, 32 at a time, in milliseconds.
import openai from '../dist/services/openai.js';

const [url, count, jobs] = process.argv.slice(2);
let next = 0;
const started = performance.now();
const worker = async () => {
  while (next < Number(count)) {
    const messages = `Hello, person ${next++}`;
    await openai.getResponse({ url, model: 'm', messages });
  }
};
await Promise.all(Array.from({ length: Number(jobs) }, worker));
console.log(JSON.stringify(performance.now() - started));
