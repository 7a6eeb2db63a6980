// Writes the generated pages of the site: services, methods, contributing, changelog.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importSource } from './import-source.mjs';
import { readRecords, recordFaults } from './records.mjs';

export async function writePages(root) {
  const manifest = join(root, 'dist/manifest');
  const index = JSON.parse(
    await readFile(join(manifest, 'index.json'), 'utf8').catch(() => {
      throw new Error('dist/manifest does not exist: run npm run build first');
    }),
  );
  const pages = await importSource(root, 'src/docs/index.ts');
  const folder = join(root, 'docs/services');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.md'), pages.servicesPage(index));
  await writeFile(join(folder, 'call-options.md'), pages.callOptionsPage());
  const faults = [];
  const answered = [];
  for (const { name } of index.services) {
    const service = JSON.parse(await readFile(join(manifest, 'services', `${name}.json`), 'utf8'));
    const records = await readRecords(root, name);
    faults.push(...recordFaults(service, records));
    const servers = Object.values(records).flatMap(({ server }) => server ?? []);
    answered.push(...servers.map((server) => ({ service: name, server })));
    await writeService(folder, service, records, pages);
  }
  await writeFile(join(folder, 'modules.md'), pages.modulesPage(index, answered));
  await copyFile(join(root, 'CONTRIBUTING.md'), join(root, 'docs/contributing.md'));
  await copyFile(join(root, 'CHANGELOG.md'), join(root, 'docs/changelog.md'));
  if (faults.length > 0) throw new Error(`Recorded results:\n  ${faults.join('\n  ')}`);
}

async function writeService(folder, service, records, pages) {
  const own = join(folder, service.name);
  await mkdir(own);
  await writeFile(join(own, 'index.md'), pages.servicePage(service));
  for (const method of service.regions.flatMap((region) => region.methods)) {
    const page = pages.methodPage({ service, method, records }, tabs);
    const head = { title: `${method.name} · ${service.title}`, description: method.summary };
    await writeFile(join(own, `${method.name}.md`), `${frontmatter(head)}${page}`);
  }
}

/** Code blocks that VitePress shows as tabs. */
function tabs(ways) {
  const fences = ways.map(
    ({ title, language, source }) => `\`\`\`${language} [${title}]\n${source}\n\`\`\``,
  );
  return `::: code-group\n\n${fences.join('\n\n')}\n\n:::`;
}

function frontmatter(fields) {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n\n`;
}
