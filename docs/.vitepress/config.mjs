import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { boostOf, withSynonyms } from './synonyms.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const { categories, services } = read('../../dist/manifest/index.json');
const guides = read('../../dist/docs/guides.json');
const files = read('../guides.json');

const guideLinks = [
  ...guides.map(({ name, title }) => ({ text: title, link: `/${files[name]}` })),
  { text: 'Contributing', link: '/contributing.md' },
  { text: 'Changelog', link: '/changelog.md' },
];

/** The services by category, each a link. */
const groups = categories
  .map((category) => ({
    text: category,
    items: services
      .filter((service) => service.category === category)
      .map(({ name, title }) => ({ text: title, link: `/services/${name}/index.md` })),
  }))
  .filter(({ items }) => items.length > 0);

/** Fifty services are too many for a menu: it leads to their headings in the list. */
const categoryLinks = groups.map(({ text }) => ({
  text,
  link: `/services/index.md#${text.toLowerCase().replaceAll(' ', '-')}`,
}));

const sidebar = {
  '/': [
    { text: 'Guides', items: guideLinks },
    { text: 'Services', link: '/services/index.md', items: groups.map(folded) },
  ],
  ...Object.fromEntries(
    services.map(({ name, title }) => [`/services/${name}/`, serviceSidebar(name, title)]),
  ),
};

/** Closed until the user opens it. */
function folded(group) {
  return { ...group, collapsed: true };
}

function serviceSidebar(name, title) {
  const { regions } = read(`../../dist/manifest/services/${name}.json`);
  return [
    { text: title, link: `/services/${name}/index.md` },
    ...regions.map((region) => ({
      text: region.title,
      items: region.methods.map((method) => ({
        text: method.name,
        link: `/services/${name}/${method.name}.md`,
      })),
    })),
    { text: 'All services', link: '/services/index.md' },
  ];
}

export default defineConfig({
  title: 'OInt',
  description:
    'Open Integration Package: ready-made methods for external services, as a command line, a typed library and tools for AI agents.',
  lang: 'en',
  base: process.env.OINT_DOCS_BASE ?? '/',
  lastUpdated: false,
  // For contributors, who read it in the repository.
  srcExclude: ['records/**', 'english.md'],
  head: [
    ['link', { rel: 'icon', href: `${process.env.OINT_DOCS_BASE ?? '/'}logo.svg` }],
    ['meta', { name: 'theme-color', content: '#0f766e' }],
  ],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    config(markdown) {
      markdown.core.ruler.push('labels', labelCells);
      markdown.core.ruler.push('fences', forReaders);
    },
  },
  themeConfig: {
    logo: '/logo.svg',
    nav: [
      { text: 'Start', link: '/guide/start.md' },
      { text: 'Guides', items: guideLinks },
      { text: 'Services', items: [{ text: 'All', link: '/services/index.md' }, ...categoryLinks] },
    ],
    sidebar,
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        _render: searchable,
        miniSearch: {
          options: {
            // GetImageMessageStructure is found by itself, and by "image" and "message".
            tokenize: (text) =>
              text
                .split(/[\n\r\p{Z}\p{P}`$=+<>|^]+/u)
                .flatMap((word) => {
                  const parts = word.split(/(?<=[a-z])(?=[A-Z])/);
                  return parts.length > 1 ? [word, ...parts] : [word];
                })
                .filter(Boolean),
          },
          searchOptions: {
            boost: { title: 6, titles: 2, text: 1 },
            fuzzy: 0.15,
            prefix: true,
            processTerm: withSynonyms,
            boostTerm: boostOf,
          },
        },
      },
    },
    docFooter: { prev: false, next: false },
    externalLinkIcon: true,
  },
});

/** What every method's page says alike is not worth finding. */
function searchable(source, env, markdown) {
  const isMethod = /^services\/\w+\/(?!index)/.test(env.relativePath);
  const own = isMethod ? source.replace(/^## Example$[\s\S]*/m, '') : source;
  return markdown.render(own, env);
}

/** Names each cell by its column's head: on a phone a row becomes a card. */
function labelCells({ tokens }) {
  let heads = [];
  let column = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'thead_open') heads = [];
    if (token.type === 'tr_open') column = 0;
    if (token.type === 'th_open') heads.push(tokens[at + 1].content);
    if (token.type === 'td_open') token.attrSet('data-label', heads[column++] ?? '');
  }
}

/** What a code block tells the tests (`exit=2`) would be taken for a line to highlight. */
function forReaders({ tokens }) {
  for (const token of tokens) {
    if (token.type === 'fence') token.info = token.info.replace(/ [^[\]]*$/, '');
  }
}
