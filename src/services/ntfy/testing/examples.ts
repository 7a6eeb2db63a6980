import type { Examples } from '../../../../test/support/examples.js';
import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { startNtfy, TOKEN } from './stand-in.js';

const publish = async (url: string) => {
  const body = JSON.stringify({
    topic: 'disk-alerts',
    title: 'Disk full',
    message: '/var is 90% full',
  });
  await fetch(url, { method: 'POST', body });
};

export const examples: Examples = examplesByDefinition('ntfy', {
  async start() {
    const server = await startNtfy();
    await publish(server.url);
    return { url: server.url, reset() {} };
  },
  server: 'a stand-in made from ntfy’s documentation',
  token: { variable: 'NTFY_TOKEN', value: TOKEN },
  inLines: (url) => ({ 'https://ntfy.sh': url }),
  address: () => ' --config {}',
  masks: {
    hwQ2YpKdmg: /id0000000\d/g,
    '1767268800': /(?<="time": )\d{10}/g,
    '1767312000': /(?<="expires": )\d{10}/g,
  },
  more: { Subscribe: `--count 1 --filter "{'since':'all'}"` },
});
