import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readIndex, readManifest, type ServiceManifest } from '../src/catalogue/manifest.js';
import { callParams } from '../src/core/definition/call-params.js';
import type { KindName } from '../src/core/definition/param.js';
import * as errors from '../src/core/errors/errors.js';
import { newAjv } from './support/ajv.js';
import { isChosen } from './support/chosen.js';
import { allDefinitions, allServices } from './support/definitions.js';
import { beyondOf, differencesOf, furtherOf, reachOf } from './support/reach.js';

interface Catalogue {
  /** `none` if the reference has no command for the service. */
  cliHeader?: string;
  regions: {
    name: string;
    methods: {
      name: string;
      nocli?: boolean;
      params: {
        option: string;
        name: string;
        type: string;
        required: boolean;
        default: string | null;
      }[];
    }[];
  }[];
}

function catalogueOf(service: string): Catalogue | undefined {
  const file = new URL(`../../shared/catalogue/${service}.json`, import.meta.url);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A method as users of the reference type it on the command line. */
interface Line {
  name: string;
  programOnly: boolean;
  params: { option: string; kind: string; required: boolean; default: unknown }[];
}

/** Options that are secrets, whatever their type in the reference. */
const SECRETS = /^(token|pass|password|secret)$/;

/** The kind that corresponds to the reference's type. */
function kindOf(type: string, option: string, name: string): KindName {
  if (name === 'Connection') return 'connection';
  if (SECRETS.test(option)) return 'secret';
  if (type === 'Arbitrary') return 'any';
  if (type === 'Boolean') return 'flag';
  if (/^Date(,|$)/.test(type)) return 'date';
  if (/BinaryData/.test(type)) return 'bytes';
  if (/^Array|, Array/.test(type)) return 'list';
  if (/Structure|Map/.test(type)) return 'record';
  if (type === 'Number') return 'number';
  return 'text';
}

/** The catalogue's defaults are literal text; `""` means none. */
function defaultOf(literal: string | null): unknown {
  if (literal === null || literal === '""' || literal === 'Undefined') return undefined;
  return JSON.parse(literal.replace(/^(True|False)$/, (word) => word.toLowerCase()));
}

function expectedLines({ regions, cliHeader }: Catalogue): Line[] {
  return regions.flatMap(({ methods }) =>
    methods.map(({ name, nocli, params }) => ({
      name,
      programOnly: nocli === true || cliHeader === 'none',
      params: params.map(({ option, name, type, required, default: literal }) => ({
        option,
        kind: kindOf(type, option, name),
        required,
        default: defaultOf(literal),
      })),
    })),
  );
}

/** The manifest without methods and options that the reference does not have. */
async function comparable(name: string, catalogue: Catalogue): Promise<ServiceManifest> {
  const manifest = readManifest(name);
  const [beyond, further] = await Promise.all([beyondOf(name), furtherOf(name)]);
  const regions = manifest.regions.map(({ title, methods }) => ({
    title,
    methods: methods
      .filter((method) => !beyond.includes(method.name))
      .map((method) => ({
        ...method,
        params: method.params.filter(
          ({ option }) => !further.includes(option) || isIn(catalogue, method.name, option),
        ),
      })),
  }));
  return { ...manifest, regions: regions.filter(({ methods }) => methods.length > 0) };
}

/** An option that is ours in one method may be the reference's in another. */
function isIn({ regions }: Catalogue, name: string, option: string): boolean {
  const found = regions.flatMap(({ methods }) => methods).find((method) => method.name === name);
  return found?.params.some((param) => param.option === option) ?? false;
}

function actualLines({ regions }: ServiceManifest): Line[] {
  return regions.flatMap(({ methods }) =>
    methods.map(({ name, programOnly, params }) => ({
      name,
      programOnly,
      params: params.map(({ option, kind, required, default: usual }) => ({
        option,
        kind,
        required,
        default: usual,
      })),
    })),
  );
}

describe.each(await allServices())('the catalogue of $name', ({ name }) => {
  const catalogue = catalogueOf(name);
  const why = catalogue ? '' : ` (skipped: there is no ../shared/catalogue/${name}.json)`;

  it.skipIf(!catalogue)(`has the methods and options that we have${why}`, async () => {
    const expected = expectedLines(catalogue!);
    for (const [option, { methods, differs }] of Object.entries(await differencesOf(name))) {
      const lines = expected.filter((line) => methods.test(line.name));
      const params = lines.flatMap((line) => line.params.filter((p) => p.option === option));
      // A difference that no longer exists must be removed from the service's list.
      expect(params.length, option).toBeGreaterThan(0);
      for (const line of differs === 'gone' ? lines : []) {
        line.params = line.params.filter((param) => param.option !== option);
      }
      for (const param of differs === 'gone' ? [] : params) {
        expect(param, option).not.toMatchObject(differs as object);
        Object.assign(param, differs);
      }
    }
    expect(actualLines(await comparable(name, catalogue!))).toEqual(expected);
  });

  it.skipIf(!catalogue)(`has the regions that we have${why}`, async () => {
    const { regions } = await comparable(name, catalogue!);
    const bare = (title: string) => title.replace(/\s/g, '').toLowerCase();
    const ours = regions.map(({ title, methods }) => [bare(title), methods.map((m) => m.name)]);
    const theirs = catalogue!.regions.map((r) => [bare(r.name), r.methods.map((m) => m.name)]);
    expect(ours).toEqual(theirs);
  });

  it.skipIf(!catalogue)(
    `lacks the methods and options that we list as additional${why}`,
    async () => {
      const beyond = await beyondOf(name);
      const { regions } = await readManifest(name);
      const ours = regions.flatMap(({ methods }) => methods.map((method) => method.name));
      const theirs = expectedLines(catalogue!).map((line) => line.name);
      expect(new Set(beyond).size).toBe(beyond.length);
      for (const method of beyond) {
        expect(ours, `${method} does not exist`).toContain(method);
        expect(theirs, `${method} is not beyond it`).not.toContain(method);
      }
    },
  );
});

describe.each(await allServices())('the call options of $name', ({ name, callOptions }) => {
  it('are known, and include those that its tests use', async () => {
    const reach = await reachOf(name);
    const taken = reach.over === 'http' && reach.call ? Object.keys(reach.call('http://x')) : [];
    expect(Object.keys(callParams)).toEqual(expect.arrayContaining([...callOptions]));
    expect(callOptions).toEqual(expect.arrayContaining(taken));
  });
});

describe('the manifest', () => {
  it('lists every service and method', async () => {
    const services = readIndex().services.filter(({ name }) => isChosen(name));
    const known = await allServices();
    expect(services.map(({ name }) => name)).toEqual(known.map(({ name }) => name));
    for (const { name, methods } of services) {
      const service = known.find((one) => one.name === name)!;
      expect([...methods].sort()).toEqual([...service.methods.keys()].sort());
    }
  });

  it('keeps help within 100 columns', async () => {
    for (const { name } of await allServices()) {
      const { summary, regions } = await readManifest(name);
      const params = regions.flatMap((r) => r.methods.flatMap((m) => m.params));
      const lines = [summary, ...regions.flatMap((r) => r.methods.map((m) => m.summary))];
      for (const line of [...lines, ...params.map((param) => param.summary)]) {
        expect(line.length, line).toBeLessThanOrEqual(100);
        expect(line, line).toMatch(/^[A-Z].*\S$/);
      }
    }
  });
});

/** One for all: it compiles the schema of schemas, which takes long. */
const ajv = newAjv();

const KINDS: readonly KindName[] = [
  'text',
  'number',
  'flag',
  'date',
  'list',
  'record',
  'bytes',
  'secret',
  'duration',
  'connection',
  'any',
];

/** Options with a capital letter in the reference, as its users type them. */
const CAPITALS = ['yamarket --Key', 'nativeapi --asString'];

describe.each((await allDefinitions()).map((known) => [known.title, known] as const))(
  '%s',
  (_, known) => {
    const { service, definition, key } = known;

    it('is exported under its name with a lower-case first letter', () => {
      expect(key).toBe(definition.name[0]!.toLowerCase() + definition.name.slice(1));
      expect(definition.name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
      expect(definition.service).toBe(service.name);
      expect(service.methods.get(definition.name)).toBe(definition);
    });

    it('has a description, and a link if it sends a request', async () => {
      const { regions } = await readManifest(service.name);
      const found = regions.flatMap((r) => r.methods).find((m) => m.name === definition.name)!;
      expect(found.summary).toMatch(/^[A-Z].{10,}[.!?]$/);
      expect(found.details).not.toContain('undefined');
      for (const { error } of found.throws) expect(Object.keys(errors)).toContain(error);
      if (!definition.offline) expect(found.reference).toMatch(/^https:\/\/\S+$/);
      const { effect, offline, binary, streams } = definition;
      expect(found.binary).toBe(binary);
      expect(found).toMatchObject({ effect, offline, streams, text: !!definition.text });
      expect(streams).toBe(definition.invokeStream !== undefined);
    });

    it('has params of known kinds, with a valid schema, and an example if required', () => {
      const options = new Set<string>();
      for (const [key, param] of Object.entries(definition.params)) {
        const { kind, option, summary, required, default: usual, values, example } = param;
        expect(KINDS, key).toContain(kind.name);
        expect(kind.takes, key).not.toBe('');
        expect(summary, key).not.toBe('');
        expect(ajv.validateSchema(kind.schema), `${key}: ${ajv.errorsText()}`).toBe(true);
        if (required) expect(example ?? values?.[0], `${key} has no example`).toBeDefined();
        if (usual !== undefined) expect(required, key).toBe(false);
        const isTheirs = CAPITALS.includes(`${service.name} --${option}`);
        const letters = isTheirs ? /^[A-Za-z]+$/ : /^[a-z][a-z0-9_-]*$/;
        expect(option ?? key, 'options are words of small letters').toMatch(letters);
        expect(options.has(option ?? key), `${option ?? key} twice`).toBe(false);
        options.add(option ?? key);
        const typed = ajv.compile(kind.schema);
        if (usual !== undefined) expect(typed(usual), `the default of ${key}`).toBe(true);
      }
    });
  },
);
