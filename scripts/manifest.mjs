// Writes what the faces show of every service, from its definitions and their docstrings.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findDefinitions } from './definitions.mjs';
import { readDocComment } from './doc-comment.mjs';
import { importSource } from './import-source.mjs';
import { serviceNames } from './services.mjs';

/** Returns the manifests that were written. */
export async function writeManifest(root, dist) {
  const folders = (await serviceNames()).map((name) => join(root, 'src/services', name));
  const manifests = await Promise.all(folders.map((folder) => manifestOf(root, folder)));
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

/** The manifest of the service in a folder. Throws all that is wrong with its docstrings, with the places. */
export async function manifestOf(root, folder) {
  const [{ name, title, summary, needs, regions }, known] = await Promise.all([
    load(root, folder),
    findDefinitions(folder),
  ]);
  const faults = [];
  const read = ({ key, definition }) => {
    const places = known.get(key) ?? [];
    const where = places.map(({ file, line }) => `${relative(root, join(folder, file))}:${line}`);
    try {
      return [{ definition, place: places[0], docs: docsOf(places) }];
    } catch ({ message }) {
      faults.push(`${where.join(', ') || relative(root, folder)}: ${key}: ${message}`);
      return [];
    }
  };
  const described = regions.map((region) => ({
    title: region.title,
    methods: inOrder(region.methods.flatMap(read)).map(method),
  }));
  if (faults.length > 0) throw new Error(`Docstrings:\n  ${faults.join('\n  ')}`);
  return { name, title, summary, needs, regions: described };
}

/** The service's description, run from its source. */
async function load(root, folder) {
  const { default: service } = await importSource(root, join(folder, 'service.ts'));
  return service;
}

function docsOf([place, ...others]) {
  if (!place) {
    throw new Error('not found as an exported constant, nor as a row of an exported table');
  }
  if (others.length > 0) throw new Error('stands in several places: which docstring is its own?');
  if (place.comment === undefined) {
    throw new Error('there is no docstring above it: its first sentence is what help shows');
  }
  return readDocComment(place.comment);
}

/** A module lists its exports by the alphabet; help shows them file by file, as they stand in each. */
function inOrder(methods) {
  const files = [...new Set(methods.map(({ place }) => place.file))];
  const byFile = (a, b) => files.indexOf(a.place.file) - files.indexOf(b.place.file);
  return methods.toSorted((a, b) => byFile(a, b) || a.place.start - b.place.start);
}

function method({ definition, docs }) {
  const { name, effect, offline, programOnly, dryRun, binary, streams, text, rows, more, params } =
    definition;
  return {
    name,
    ...docs,
    reference: docs.reference ?? definition.reference,
    effect,
    offline,
    programOnly,
    dryRun,
    binary,
    streams,
    text: Boolean(text),
    rows: Boolean(rows),
    pages: Boolean(more),
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
