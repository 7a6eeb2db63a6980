import { saveFile, uploadFile } from '../dist/services/ftp.js';

const [direction, settings, first, second] = process.argv.slice(2);
const connection = JSON.parse(settings);
const started = process.hrtime.bigint();
if (direction === 'up') await uploadFile({ connection, file: first, path: second });
else await saveFile({ connection, file: first, path: second });
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS / 1024 }));
