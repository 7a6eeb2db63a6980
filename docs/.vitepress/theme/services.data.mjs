import { readFileSync } from 'node:fs';

/** The services by category, as the home page shows them. */
export default {
  load() {
    const path = new URL('../../../dist/manifest/index.json', import.meta.url);
    const { categories, services } = JSON.parse(readFileSync(path, 'utf8'));
    const cards = services.map(({ name, title, category, summary, methods }) => ({
      name,
      title,
      category,
      summary,
      count: methods.length,
    }));
    return categories
      .map((title) => ({ title, cards: cards.filter(({ category }) => category === title) }))
      .filter((group) => group.cards.length > 0);
  },
};
