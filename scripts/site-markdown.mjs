// Writes each page of the built site as Markdown for agents, and llms.txt, which lists them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forReaders, readGuides } from './docs-data.mjs';

export async function writeForAgents(site, out) {
  const root = join(site, '..');
  const guides = await readGuides(root);
  const manifest = join(root, 'dist/manifest');
  const { services } = JSON.parse(await readFile(join(manifest, 'index.json'), 'utf8'));
  const sections = [
    ['Guides', guides.map(({ file, title, summary }) => ({ file, title, summary }))],
    [
      'About all services',
      [
        { file: 'services/index.md', title: 'Services', summary: 'The list of services' },
        {
          file: 'services/call-options.md',
          title: 'Call options',
          summary: 'Deadlines, retries, proxy, TLS',
        },
        {
          file: 'services/modules.md',
          title: 'Modules and their tests',
          summary: 'Which modules there are, and what they are tested against',
        },
      ],
    ],
  ];
  for (const { name, title, summary } of services) {
    const { regions } = JSON.parse(
      await readFile(join(manifest, 'services', `${name}.json`), 'utf8'),
    );
    const folder = `services/${name}`;
    const methods = regions.flatMap((region) => region.methods);
    sections.push([
      title,
      [
        { file: `${folder}/index.md`, title, summary },
        ...methods.map((method) => ({
          file: `${folder}/${method.name}.md`,
          title: `${name} ${method.name}`,
          summary: method.summary,
        })),
      ],
    ]);
  }
  sections.push([
    'Optional',
    [
      { file: 'contributing.md', title: 'Contributing', summary: 'How OInt is built and extended' },
      { file: 'changelog.md', title: 'Changelog', summary: 'What is new' },
    ],
  ]);
  for (const { file } of sections.flatMap(([, pages]) => pages)) {
    const text = plainMarkdown(await readFile(join(site, file), 'utf8'));
    await mkdir(dirname(join(out, file)), { recursive: true });
    await writeFile(join(out, file), text);
  }
  const list = llmsText(sections);
  await writeFile(join(out, 'llms.txt'), list);
  // The Markdown of the home page has little text: uses the list instead.
  await writeFile(join(out, 'index.md'), list);
}

/** Removes syntax that only VitePress understands: front matter, tabs. */
function plainMarkdown(text) {
  const tabless = text
    .replace(/^---\n[\s\S]*?\n---\n+/, '')
    .replace(/^::: code-group\n\n/gm, '')
    .replace(/^:::\n\n?/gm, '')
    .replace(/^```(\w+) \[([^\]]+)\]$/gm, '$2:\n\n```$1');
  return forReaders(tabless);
}

function llmsText(sections) {
  const lists = sections.map(([title, pages]) => {
    const lines = pages.map(({ file, title, summary }) => `- [${title}](${file}): ${summary}`);
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  return `# OInt

> The Open Integration Package in TypeScript: ready-made methods for external services. Every method is
> a command (\`oint openai GetResponse --msgs "Hi"\`), a typed function and a tool for AI agents.

Every page is Markdown; \`oint docs\` prints the same pages.

${lists.join('\n\n')}
`;
}
