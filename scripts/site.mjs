// The documentation site: writes the pages from the manifest, then builds them with VitePress (`build`)
// or serves them while you write (`dev`). Run `npm run build` first. If the site is not at the root of
// its domain, set OINT_DOCS_BASE=/path/.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, createServer } from 'vitepress';
import { checkLinks } from './site-links.mjs';
import { writeForAgents } from './site-markdown.mjs';
import { writePages } from './site-pages.mjs';

const root = new URL('..', import.meta.url).pathname;
const site = join(root, 'docs');
const out = join(site, '.vitepress/dist');

try {
  await writePages(root);
  if (process.argv[2] === 'dev') await serve();
  else await make();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function serve() {
  const server = await createServer(site);
  await server.listen();
  server.printUrls();
}

async function make() {
  await rm(out, { recursive: true, force: true });
  await build(site);
  await writeForAgents(site, out);
  await checkLinks(out, process.env.OINT_DOCS_BASE ?? '/');
}
