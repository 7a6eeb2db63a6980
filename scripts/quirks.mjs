// Replays the behaviors of real servers (src/services/openai/quirks) to OInt, to the official SDK and to
// the Vercel AI SDK, and writes docs/quirks.md with the results. --check only compares. A package that is
// not installed is left out, with a note.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'vite';
import { aiSdk, officialSdk } from './quirk-clients.mjs';

const root = new URL('..', import.meta.url).pathname;
const page = new URL('../docs/quirks.md', import.meta.url);
const LONGEST = 3000;

const vite = await createServer({
  configFile: false,
  root,
  logLevel: 'error',
  appType: 'custom',
  optimizeDeps: { noDiscovery: true, include: [] },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
const load = (name) => vite.ssrLoadModule(`/src/services/openai/quirks/${name}.ts`);
const { quirks } = await load('index');
const { byOint, missing, parsed } = await load('outcome');
const { messagesOf, replay } = await load('replay');

const clients = [{ title: 'OInt', run: byOint, strict: true }];
for (const [name, make] of [
  ['openai', officialSdk],
  ['ai', aiSdk],
]) {
  try {
    clients.push({
      title: `${name} ${await version(name)}`,
      run: await make({ messagesOf, parsed }),
    });
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error(`${name} is not installed: its column is left out`);
  }
}

async function version(name) {
  const main = createRequire(import.meta.url).resolve(name);
  const folder = `node_modules/${name}/`;
  const path = `${main.slice(0, main.lastIndexOf(folder))}${folder}package.json`;
  return JSON.parse(await readFile(path, 'utf8')).version;
}

/** `yes`, `no: what is missing`, or `–` if the client does not have the feature. */
async function verdict({ run, strict }, quirk) {
  const server = await replay(quirk);
  try {
    const outcome = await Promise.race([
      Promise.resolve(run(quirk, server.url)).catch((error) => ({
        error: {
          is: error.name,
          message: `${error.status ?? error.statusCode ?? ''} ${error.message}`,
        },
      })),
      new Promise((resolve) => setTimeout(resolve, LONGEST, 'hangs')),
    ]);
    if (outcome === undefined) return '–';
    if (outcome === 'hangs') return 'no: hangs';
    const wrong = missing(quirk.gets, outcome, { strict });
    if (process.env.VERBOSE && wrong.length > 0) console.error(quirk.name, wrong);
    const what = [...new Set(wrong.map((text) => text.split(':')[0]))];
    return what.length === 0 ? 'yes' : `no: ${what.join(', ')}`;
  } finally {
    await server.close();
  }
}

const sections = [];
const counts = clients.map(() => ({ yes: 0, asked: 0 }));
for (const [title, list] of Object.entries(quirks)) {
  const rows = [];
  for (const quirk of list) {
    const verdicts = [];
    for (const [at, client] of clients.entries()) {
      const found = await verdict(client, quirk);
      verdicts.push(found);
      if (found !== '–') counts[at].asked++;
      if (found === 'yes') counts[at].yes++;
    }
    const cells = [
      escaped(quirk.name),
      quirk.servers.join(', '),
      `[${quirk.date}](${quirk.source})`,
      ...verdicts,
    ];
    rows.push(`| ${cells.join(' | ')} |`);
  }
  const head = ['What the server does', 'Seen at', 'Source', ...clients.map((one) => one.title)];
  sections.push(
    [
      `## ${title}`,
      '',
      `| ${head.join(' | ')} |`,
      `|${' --- |'.repeat(head.length)}`,
      ...rows,
      '',
    ].join('\n'),
  );
}
await vite.close();

function escaped(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

const total = Object.values(quirks).flat().length;
const score = clients.map(({ title }, at) => `${title}: ${counts[at].yes} of ${counts[at].asked}`);
const text = `# What real servers do

Servers that speak OpenAI's protocol differ in what they send and in what they refuse. Here are
${total} such behaviors, each from a public thread. A real HTTP server replays them to OInt and, for
comparison, to other clients. \`yes\` means that the user gets what the server meant; otherwise the table
says what is missing. \`–\` means that the client has no such feature.

${score.join(' · ')}

Written by \`node scripts/quirks.mjs\` from \`src/services/openai/quirks\`.

${sections.join('\n')}`;

console.log(score.join('\n'));
const before = await readFile(page, 'utf8').catch(() => '');
if (counts[0].yes < total) process.exitCode = 1;
if (process.argv.includes('--check')) {
  if (before !== text && clients.length === 3) {
    console.error('docs/quirks.md is out of date: run node scripts/quirks.mjs');
    process.exitCode = 1;
  }
} else if (clients.length === 3) {
  await writeFile(page, text);
  console.log('wrote docs/quirks.md');
} else {
  console.log('docs/quirks.md is not written: it has a column for each client');
}
process.exit();
