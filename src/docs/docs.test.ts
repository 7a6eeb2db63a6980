import { execFile, spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folder } from '../../test/support/folder.js';
import { exampleWords } from '../catalogue/example.js';
import { readIndex, readManifest } from '../catalogue/manifest.js';
import { quotedFor } from '../catalogue/shells.js';
import { readLine } from '../cli/run/line.js';
import { commandFor } from './command-line.js';
import { methodPage, modulesPage, servicePage, servicesPage } from './index.js';
import { programFor } from './typescript.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const services = readIndex().services.map(({ name }) => readManifest(name));
const all = services.flatMap((service) =>
  service.regions.flatMap(({ methods }) => methods.map((method) => ({ service, method }))),
);
const typed = all.filter(({ method }) => !method.programOnly);

/**
 * Runs a script in which `oint` prints the number of its arguments and the arguments, separated by
 * NUL.
 */
function wordsSeen(shell: string, args: string[], script: string): string[][] {
  const { stdout, status, stderr } = spawnSync(shell, [...args, script], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const seen: string[][] = [];
  const all = stdout.split('\0').slice(0, -1);
  while (all.length > 0) seen.push(['oint', ...all.splice(0, Number(all.shift()))]);
  return seen;
}

const asBash = (lines: string[]) =>
  wordsSeen('bash', ['-c'], `oint() { printf '%s\\0' "$#" "$@"; }\n${lines.join('\n')}`);

describe('the examples', () => {
  it('reach the program through bash unchanged, and are valid lines for the method', () => {
    const words = typed.map(({ service, method }) => exampleWords(service.name, method));
    expect(asBash(words.map((line) => commandFor('bash', line)))).toEqual(words);
    for (const [at, { service, method }] of typed.entries()) {
      readLine(`${service.name} ${method.name}`, method, words[at]!.slice(3));
    }
  });

  const pwsh = spawnSync('pwsh', ['-v']).status === 0;
  it.skipIf(!pwsh)(
    `reach the program through PowerShell unchanged${pwsh ? '' : ' (skipped: there is no pwsh)'}`,
    () => {
      const words = typed.map(({ service, method }) => exampleWords(service.name, method));
      const oint =
        'function oint { foreach ($a in @($args.Count) + $args) { [Console]::Write("$a`0") } }';
      const lines = words.map((line) => commandFor('powershell', line));
      const seen = wordsSeen('pwsh', ['-NoProfile', '-Command'], [oint, ...lines].join('\n'));
      expect(seen).toEqual(words);
    },
  );

  it('are quoted for bash whatever they contain', () => {
    const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    const words = fc.sample(fc.array(word, { minLength: 1 }), 60);
    const lines = words.map((line) => line.map((one) => quotedFor('bash', one)).join(' '));
    expect(asBash(lines.map((line) => `oint ${line}`))).toEqual(words.map((w) => ['oint', ...w]));
  });

  it('are quoted for cmd and PowerShell by their rules', () => {
    expect(quotedFor('cmd', 'say "hi"')).toBe('"say \\"hi\\""');
    expect(quotedFor('cmd', 'C:\\my folder\\')).toBe('"C:\\my folder\\\\"');
    expect(quotedFor('powershell', '@channel')).toBe('"@channel"');
    expect(quotedFor('powershell', "it's $5")).toBe("'it''s $5'");
    expect(quotedFor('powershell', "{'a':1}")).toBe(`"{'a':1}"`);
  });

  it('in TypeScript all have the right types', async () => {
    const home = await folder();
    await mkdir(join(home, 'node_modules'));
    await symlink(root, join(home, 'node_modules/oint'), 'dir');
    await writeFile(join(home, 'package.json'), '{"type":"module"}');
    for (const { service, method } of all) {
      const name = `${service.name}-${method.name}.ts`;
      await writeFile(join(home, name), `${programFor(service, method)}\n`);
    }
    await writeFile(
      join(home, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: {
          noUnusedLocals: false,
          types: ['node'],
          typeRoots: [join(root, 'node_modules/@types')],
        },
        include: ['*.ts'],
      }),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', home]).catch(
      (error) => error as { stdout: string },
    );
    expect(stdout).toBe('');
  });
});

describe('the pages', () => {
  it('of all methods are complete Markdown', () => {
    for (const { service, method } of all) {
      const page = methodPage({ service, method, records: {} });
      expect(page).toMatch(new RegExp(`^# ${service.name} ${method.name}\n\n`));
      for (const { key } of method.params) expect(page).toContain(`| \`${key}\` |`);
      expect(page).not.toMatch(/undefined|\[object|\n\n\n/);
      // Every row of a table has as many cells as its header.
      const tables = page.match(/(?:^\|.*\n)+/gm) ?? [];
      for (const table of tables) {
        const counts = table
          .trim()
          .split('\n')
          .map((row) => row.split(/(?<!\\)\|/).length);
        expect(new Set(counts).size, `${service.name} ${method.name}`).toBe(1);
      }
    }
  });

  it('show the recorded result, or why there is none', () => {
    const { service, method } = all[0]!;
    const record = {
      definition: 'x',
      server: 'Ollama 1.0',
      recorded: '2026-01-31',
      command: 'oint x',
      output: '{}\n',
      language: 'json',
      exit: 1,
    };
    const page = methodPage({ service, method, records: { [method.name]: record } });
    expect(page).toContain(
      'Recorded on 2026-01-31 from Ollama 1.0; exit status 1:\n\n```sh\noint x\n```\n\n```json\n{}\n```',
    );
    const none = methodPage({ service, method, records: { [method.name]: 'It needs a GPU.' } });
    expect(none).toContain('Not recorded: It needs a GPU.');
  });

  it('tell the errors and the examples of the docstring, code as it stands there', () => {
    const { service, method } = all[0]!;
    const page = methodPage({
      service,
      method: {
        ...method,
        throws: [
          { error: 'InputError', when: 'There is no such file, or `data` is *empty* | broken.' },
          { error: 'HttpError', when: '403: the key may not.' },
        ],
        examples: [
          { language: 'ts', code: 'if (a) {\n\n  b();\n}' },
          { language: 'sh', code: "oint x Y --json '```'" },
        ],
      },
      records: { [method.name]: 'It needs a GPU.' },
    });
    expect(page).toContain(`## More examples

\`\`\`ts
if (a) {

  b();
}
\`\`\`

\`\`\`\`sh
oint x Y --json '\`\`\`'
\`\`\`\`

## Result
`);
    expect(page).toContain(`## Errors

| Error | When |
| --- | --- |
| \`InputError\` | There is no such file, or \`data\` is \\*empty\\* \\| broken. |
| \`HttpError\` | 403: the key may not. |

See [Errors`);
    const silent = methodPage({
      service,
      method: { ...method, throws: [], examples: [] },
      records: {},
    });
    expect(silent).not.toMatch(/## (?:Errors|More examples)/);
  });

  it('show what a record contains, as the method returns it that creates it', () => {
    const { service, method } = all.find(
      (one) => one.service.name === 's3' && one.method.name === 'PutObject',
    )!;
    const output = '{"URL":"https://s3.example.org"}';
    const server = 's3';
    const record = { definition: '', server, recorded: '', command: '', output, language: 'json' };
    const page = methodPage({ service, method, records: { GetBasicDataStructure: record } });
    expect(page).toContain(`## What \`--basic\` contains

[GetBasicDataStructure](GetBasicDataStructure.md) creates it, from:

- \`--url\`: `);
    expect(page).toContain(output);
  });

  it('of services list every method', () => {
    for (const service of services) {
      const page = servicePage(service);
      for (const { methods } of service.regions) {
        for (const { name } of methods) expect(page).toContain(`[${name}](${name}.md)`);
      }
    }
    expect(servicesPage(readIndex())).toContain('[OpenAI](openai/index.md)');
  });

  it('of modules say what answered, and what is missing', () => {
    const index = readIndex();
    const page = modulesPage(index, [
      { service: 'sqlite', server: 'OInt itself' },
      { service: 'sqlite', server: 'SQLite 3' },
      { service: 'sqlite', server: 'SQLite 3' },
    ]);
    expect(page).toMatch(
      /\| \[SQLite\]\(sqlite\/index\.md\) .* \| SQLite 3 \(2\); OInt itself \(1\) \|/,
    );
    const here = new Set(index.services.map(({ name }) => name));
    const listed = /Not here yet: (.*)\./.exec(page)?.[1]?.match(/[\w]+/g) ?? [];
    expect(listed.filter((name) => here.has(name))).toEqual([]);
    expect(page).toContain(`${52 - listed.length} of the 52 modules`);
  });
});
