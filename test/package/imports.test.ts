import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, linkPackage } from '../../scripts/walk.mjs';
import { readIndex, readManifest, type ServiceManifest } from '../../src/catalogue/manifest.js';
import { functionName } from '../../src/docs/typescript.js';
import { folder } from '../support/folder.js';
import { LanguageServer } from '../support/language-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const services = readIndex().services.map(({ name }) => readManifest(name));
let home: string;

beforeAll(async () => {
  home = await folder();
  await linkPackage(root, home);
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
});

function methodsOf({ regions }: ServiceManifest): string[] {
  return regions.flatMap(({ methods }) => methods.map(functionName));
}

describe('a service', () => {
  it('can be imported by name, or from the package, and both are the same', async () => {
    const lines = services.flatMap((service) => {
      const { name, identifier } = service;
      const methods = JSON.stringify(methodsOf(service));
      return [
        `import ${identifier} from 'oint/${name}';`,
        `import { ${identifier} as ${identifier}OfAll } from 'oint';`,
        `same(${identifier}, ${identifier}OfAll);`,
        `has(${identifier}, ${methods} satisfies (keyof typeof ${identifier})[]);`,
      ];
    });
    const program = `import assert from 'node:assert/strict';
const same = <T>(one: T, other: T) => assert.equal(one, other);
const has = (service: object, methods: string[]) => {
  for (const name of methods) {
    const method = (service as Record<string, { definition?: unknown }>)[name];
    assert.ok(method?.definition, name);
  }
};
${lines.join('\n')}
`;
    await writeFile(join(home, 'all.ts'), program);
    await compile(root, home, ['all.ts']);
    await promisify(execFile)(process.execPath, [join(home, 'all.js')]);
  });

  it('exports its types, and methods that can be imported separately', async () => {
    const program = `import openai, { getResponse, type ChatCompletion } from 'oint/openai';
import { openai as ofAll } from 'oint';
const answer: openai.ChatCompletion = await getResponse({ url: 'local', model: 'oint-guide', messages: 'Hi' });
const same: ChatCompletion = answer satisfies ofAll.ChatCompletion;
if (getResponse !== openai.getResponse || !same.choices[0]) throw new Error('not the same');
`;
    await writeFile(join(home, 'names.ts'), program);
    await compile(root, home, ['names.ts']);
    await promisify(execFile)(process.execPath, [join(home, 'names.js')]);
  });
});

describe('an editor', () => {
  let server: LanguageServer;
  beforeAll(async () => {
    const compilerOptions = {
      module: 'nodenext',
      strict: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    await writeFile(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    server = await LanguageServer.start(home);
  });
  afterAll(() => server.close());

  it.each(services)(
    'shows the docstring of a method of $name, and goes to its definition',
    async (service) => {
      const { name, identifier, regions } = service;
      const ways = [
        `import ${identifier} from 'oint/${name}';`,
        `import { ${identifier} } from 'oint';`,
      ];
      // A method of each region: they are in different files.
      for (const { methods } of regions) {
        const [method] = methods;
        const key = functionName(method!);
        for (const [at, way] of ways.entries()) {
          for (const use of [`${identifier}.${key}`, `${identifier}.${key}()`]) {
            const file = `${name}-${key}-${at}-${use.length}.ts`;
            server.open(file, `${way}\n${use};\n`);
            const shown = await server.hover(file, 1, identifier.length + 2);
            expect(shown.replace(/\s+/g, ' ')).toContain(method!.summary);
            const [declared] = await server.definition(file, 1, identifier.length + 2);
            expect(declared).toContain(`/dist/types/services/${name}/`);
          }
        }
      }
    },
  );

  it.each(services)('shows the words of each param of a method of $name', async (service) => {
    const { name, identifier, regions } = service;
    for (const { methods } of regions) {
      // Methods only for users at a command line have no types for programs.
      const method = methods.find(({ params, commandOnly }) => params.length > 0 && !commandOnly);
      if (!method) continue;
      const key = functionName(method);
      const file = `${name}-${key}-params.ts`;
      const params = method.params.map((param) => `  ${param.key}: undefined,`);
      const call = `${identifier}.${key}({\n${params.join('\n')}\n});`;
      server.open(file, `import ${identifier} from 'oint/${name}';\n${call}\n`);
      for (const [at, { summary }] of method.params.entries()) {
        // A word after @ is shown as code.
        const shown = (await server.hover(file, 2 + at, 3)).replaceAll('`', '');
        expect(shown).toContain(summary.replaceAll('`', ''));
      }
      const shown = await server.signatures(file, 1, `${identifier}.${key}(`.length);
      expect(shown).toHaveLength(1);
    }
  });

  it('reports one error for a wrong field, which names it', async () => {
    const wrong = {
      "openai.getModel({ url: 'x', ident: 'm' })": "'ident' does not exist",
      "openai.getModel({ url: 'x', id: 5 })": "'number' is not assignable to type 'string'",
      "openai.getModel({ url: 'x', id: 'm' }, { timeOut: 5 })": "'timeOut' does not exist",
      "sqlite.getRecords({ table: 't', filters: [{ fild: 'x' }] })": "'fild' does not exist",
      "tar.archiveDirectory({ dir: 'a', settings: { gzipp: true } })": "'gzipp' does not exist",
      "s3.listBuckets({ basic: { URL: 'u', Regio: 'r' } })": "'Regio' does not exist",
      "ssh.createConnection({ settings: { host: 'h', user: 'u' } })": "'user' does not exist",
      "ftp.createConnection({ settings: { domain: 'h' }, proxy: { host: 'h' } })":
        "'host' does not exist",
      "withDefaults(openai, { modell: 'm' })": "'modell' does not exist",
    };
    const imports = `import { ftp, openai, s3, sqlite, ssh, tar, withDefaults } from 'oint';`;
    for (const [at, [call, expected]] of Object.entries(wrong).entries()) {
      const file = `wrong-${at}.ts`;
      server.open(
        file,
        `${imports}\nvoid ${call};\nvoid [ftp, openai, s3, sqlite, ssh, tar, withDefaults];\n`,
      );
      const errors = await server.errors(file);
      expect(errors, call).toHaveLength(1);
      expect(errors[0]).toContain(expected);
    }
  });
});
