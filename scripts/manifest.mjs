// Writes the manifest, which has what the faces show of every service, from definitions and docstrings.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { definitionsIn, findDefinitions } from './definitions.mjs';
import { readDocComment } from './doc-comment.mjs';
import { identifierOf } from './service-lists.mjs';
import { readCategories, readService, serviceFolders } from './services.mjs';

/** Writes the manifests of all services and returns them. */
export async function writeManifest(root, dist) {
  const folders = await serviceFolders(root);
  const manifests = await Promise.all(folders.map((folder) => manifestOf(root, folder)));
  const folder = join(dist, 'manifest');
  await mkdir(join(folder, 'services'), { recursive: true });
  for (const manifest of manifests) {
    await writeFile(join(folder, 'services', `${manifest.name}.json`), JSON.stringify(manifest));
  }
  const services = manifests.map(({ name, title, category, summary, needs, regions }) => ({
    name,
    title,
    category,
    summary,
    needs,
    methods: regions.flatMap((region) => region.methods.map((method) => method.name)),
  }));
  const categories = await readCategories(root);
  await writeFile(join(folder, 'index.json'), JSON.stringify({ categories, services }));
  await writeFile(
    join(folder, 'russian.json'),
    JSON.stringify(await russianNames(root, manifests)),
  );
  return manifests;
}

/** The Russian names of the methods that there are, by service and English name. */
async function russianNames(root, manifests) {
  const all = JSON.parse(await readFile(join(root, 'src/catalogue/russian.json'), 'utf8'));
  const ofService = ({ name, regions }) => {
    const methods = regions.flatMap((region) => region.methods.map((method) => method.name));
    const known = methods.flatMap((method) => {
      const found = all[name]?.[method];
      return found ? [[method, found]] : [];
    });
    return [name, Object.fromEntries(known)];
  };
  return Object.fromEntries(manifests.map(ofService));
}

/** The manifest of the service in a folder. Throws one error with all invalid docstrings, by line. */
export async function manifestOf(root, folder) {
  const [{ regions, ...about }, known] = await Promise.all([
    readService(root, folder),
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
  const { name, title, category, summary, needs, callOptions, request } = about;
  const identifier = identifierOf(about);
  return {
    name,
    identifier,
    title,
    category,
    summary,
    needs,
    callOptions,
    regions: described,
    ...(request && { request: method({ definition: request, docs: await rawRequestDocs(root) }) }),
  };
}

/** One text for the `request` of all services. */
async function rawRequestDocs(root) {
  const file = join(root, 'src/core/rest/raw-request.ts');
  const found = definitionsIn(file, await readFile(file, 'utf8'));
  return docsOf(found.filter(({ key }) => key === 'REQUEST'));
}

function docsOf([place, ...others]) {
  if (!place) {
    throw new Error('not found as an exported constant or a row of an exported table');
  }
  if (others.length > 0)
    throw new Error('is defined in several places, so its docstring is ambiguous');
  if (place.comment === undefined) {
    throw new Error('has no docstring: its first sentence is shown in help');
  }
  return readDocComment(place.comment);
}

/** Modules list their exports alphabetically; help shows them by file, in the order of definition. */
function inOrder(methods) {
  const files = [...new Set(methods.map(({ place }) => place.file))];
  const byFile = (a, b) => files.indexOf(a.place.file) - files.indexOf(b.place.file);
  return methods.toSorted((a, b) => byFile(a, b) || a.place.start - b.place.start);
}

function method({ definition, docs }) {
  const { name, effect, offline, programOnly, dryRun, binary, streams, text, rows, more, params } =
    definition;
  const { commandOnly, saves, positions } = definition;
  return {
    name,
    ...docs,
    reference: docs.reference ?? definition.reference,
    effect,
    offline,
    programOnly,
    ...(commandOnly && { commandOnly }),
    ...(positions.length > 0 && { positions: positions.map((key) => params[key].option ?? key) }),
    dryRun,
    binary,
    ...(saves.length > 0 && { saves }),
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
      reach: param.reach,
    })),
  };
}
