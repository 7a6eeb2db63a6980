import { uploadFile } from '../dist/services/openai.js';

const [url, data] = process.argv.slice(2);
const started = process.hrtime.bigint();
const { bytes } = await uploadFile({ url, name: 'large.bin', data, purpose: 'user_data' });
if (bytes < 2 ** 30) throw new Error(`only ${bytes} bytes arrived`);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS / 1024 }));
