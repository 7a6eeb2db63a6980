// Writes what the faces show of every service, from its definitions and their docstrings.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCategories, readServices } from './services.mjs';

export async function writeManifest(root, dist) {
  const specs = await readServices(root);
  const manifests = await Promise.all(specs.map((spec) => manifestOf(root, spec)));
  const folder = join(dist, 'manifest');
  await mkdir(join(folder, 'services'), { recursive: true });
  for (const manifest of manifests) {
    await writeFile(join(folder, 'services', `${manifest.name}.json`), JSON.stringify(manifest));
  }
  const services = manifests.map(({ name, title, category, summary, regions }) => ({
    name,
    title,
    category,
    summary,
    methods: regions.flatMap((region) => region.methods.map((method) => method.name)),
  }));
  const categories = await readCategories(root);
  await writeFile(join(folder, 'index.json'), JSON.stringify({ categories, services }));
}

async function manifestOf(root, { name, title, category, summary, regions }) {
  const docs = await docstrings(join(root, 'src', 'services', name));
  // A module lists its exports by the alphabet; help shows them as they stand in the file.
  const order = [...docs.keys()];
  return {
    name,
    title,
    category,
    summary,
    regions: Object.entries(regions).map(([region, exports]) => ({
      title: region,
      methods: Object.entries(exports)
        .filter(([, value]) => value?.definition)
        .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
        .map(([key, { definition }]) => method(definition, docs.get(key), `${name} ${key}`)),
    })),
  };
}

function method(definition, doc, title) {
  if (!doc) throw new Error(`${title} has no docstring: its first sentence is what help shows`);
  const { name, effect, offline, programOnly, dryRun, binary, streams, text, rows, params } =
    definition;
  return {
    name,
    ...doc,
    effect,
    offline,
    programOnly,
    dryRun,
    binary,
    streams,
    text: Boolean(text),
    rows: Boolean(rows),
    params: Object.entries(params).map(([key, param]) => ({
      key,
      option: param.option ?? key,
      summary: param.summary,
      kind: param.kind.name,
      takes: param.kind.takes,
      required: param.required,
      default: param.default,
      values: param.values,
      env: param.env,
      example: param.example,
      fallback: param.fallback,
    })),
  };
}

const DOCSTRING = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const (\w+) = method\(/g;

/** The docstrings of a service's methods: first sentence, further paragraphs, `@see`. */
async function docstrings(folder) {
  const found = new Map();
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.ts')) continue;
    const source = await readFile(join(folder, file), 'utf8');
    for (const [, comment, name] of source.matchAll(DOCSTRING))
      found.set(name, readDocstring(comment));
  }
  return found;
}

function readDocstring(comment) {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const [text, ...tags] = lines.join('\n').trim().split(/^@/m);
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' '));
  const [, summary, rest] = /^(.*?[.!?])(?:\s+(.*))?$/s.exec(paragraphs[0]) ?? [];
  const tag = (name) =>
    tags
      .find((entry) => entry.startsWith(`${name} `))
      ?.slice(name.length)
      .replace(/\s+/g, ' ')
      .trim();
  const details = [rest, ...paragraphs.slice(1), tag('returns') && `Returns: ${tag('returns')}`];
  return {
    summary: summary ?? paragraphs[0],
    details: details.filter(Boolean).join('\n\n'),
    reference: tag('see'),
  };
}
