// Writes what the faces show of every service, from its definitions and their docstrings.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importSource } from './import-source.mjs';
import { serviceNames } from './services.mjs';

/** Returns the manifests that were written. */
export async function writeManifest(root, dist) {
  const manifests = await Promise.all((await serviceNames()).map((name) => manifestOf(root, name)));
  const folder = join(dist, 'manifest');
  await mkdir(join(folder, 'services'), { recursive: true });
  for (const manifest of manifests) {
    await writeFile(join(folder, 'services', `${manifest.name}.json`), JSON.stringify(manifest));
  }
  const services = manifests.map(({ name, title, summary, needs, regions }) => ({
    name,
    title,
    summary,
    needs,
    methods: regions.flatMap((region) => region.methods.map((method) => method.name)),
  }));
  await writeFile(join(folder, 'index.json'), JSON.stringify({ services }));
  return manifests;
}

async function manifestOf(root, name) {
  const { title, summary, needs, regions } = await load(root, name);
  const docs = await docstrings(join(root, 'src', 'services', name));
  // A module lists its exports by the alphabet; help shows them as they stand in the file.
  const order = [...docs.keys()];
  return {
    name,
    title,
    summary,
    needs,
    regions: Object.entries(regions).map(([region, exports]) => ({
      title: region,
      methods: Object.entries(exports)
        .filter(([, value]) => value?.definition)
        .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
        .map(([key, { definition }]) => method(definition, docs.get(key), `${name} ${key}`)),
    })),
  };
}

/** The service's description, run from its source. */
async function load(root, name) {
  const { default: service } = await importSource(root, `src/services/${name}/service.ts`);
  return service;
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
