import { readFileSync } from 'node:fs';

/** The services, as the home page shows them. */
export default {
  load() {
    const path = new URL('../../../dist/manifest/index.json', import.meta.url);
    const { services } = JSON.parse(readFileSync(path, 'utf8'));
    return services.map(({ name, title, summary, methods }) => ({
      name,
      title,
      summary,
      count: methods.length,
    }));
  },
};
