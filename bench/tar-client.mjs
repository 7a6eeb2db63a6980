// Packs or unpacks once, and prints the time and the peak of the memory: node tar-client.mjs pack|unpack FROM TO
import tar from '../dist/services/tar.js';

const [direction, src, dest] = process.argv.slice(2);
const started = process.hrtime.bigint();
if (direction === 'pack') await tar.archiveDirectory({ src, dest });
else await tar.unarchiveDirectory({ src, dest });
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS / 1024 }));
