import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { definitionsIn, findDefinitions } from '../scripts/definitions.mjs';
import { manifestOf } from '../scripts/manifest.mjs';
import { httpCallOptions } from '../src/core/definition/call-params.js';
import { folder } from './support/folder.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

async function folderOf(files: Record<string, string>): Promise<string> {
  const path = await folder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

/** The definitions of a file: name, line and docstring. */
function found(text: string) {
  return definitionsIn('a.ts', text).map(({ key, line, comment }) => [key, line, comment?.trim()]);
}

describe('definitions are found', () => {
  it('as exported constants, however they are created', () => {
    const text = `
      /** Gets one. */
      export const getOne = method('x', 'GetOne', {});
      /** Gets two. */
      export const getTwo = makers.get<Two>('x')('GetTwo') satisfies Method;
      /** Gets three. */
      export const getThree = (made as Making)!.three();
      /** Not for others. */
      const getFour = method('x', 'GetFour', {});
      /** Not constant. */
      export let getFive = method('x', 'GetFive', {});
    `;
    expect(found(text)).toEqual([
      ['getOne', 3, 'Gets one.'],
      ['getTwo', 5, 'Gets two.'],
      ['getThree', 7, 'Gets three.'],
    ]);
  });

  it('as rows of a table, which is an object or a call with one', () => {
    const text = `
      export const tasks = table(wire, {
        /** Gets a task. */
        getTask: read('tasks.task.get', { task }),
        /** Lists tasks. */
        'listTasks': ['tasks.task.list', { pages: true }],
        deleteTask: remove('tasks.task.delete'),
      } as const);
      export const deals: Deals = {
        /** Gets a deal. */ getDeal: read('crm.deal.get'), /** Adds a deal. */ addDeal: write('a'),
      };
    `;
    expect(found(text).filter(([key]) => key !== 'tasks' && key !== 'deals')).toEqual([
      ['getTask', 4, 'Gets a task.'],
      ['listTasks', 6, 'Lists tasks.'],
      ['deleteTask', 7, undefined],
      ['getDeal', 10, 'Gets a deal.'],
      ['addDeal', 10, 'Adds a deal.'],
    ]);
  });

  it('but not as functions, computed names, or references to other definitions', () => {
    const text = `
      export const getTask = method('x', 'GetTask', {
        /** Sends it. */
        run: async () => 1,
        /** Says it. */
        text() { return 'x' },
        get rows() { return [] },
        [computed]: read(),
        ...others,
      });
      export const alias = getTask;
      export const stream = getTask.stream;
      export const all = { getTask, other: elsewhere.other };
      export { getTask as again };
    `;
    expect(found(text)).toEqual([
      ['getTask', 2, undefined],
      ['all', 13, undefined],
    ]);
  });

  it('with their own docstring, among other comments', () => {
    const text = `/** Takes "ж😀": it counts as text does. */
export const first = make('/** Not this. */', "*/", \`*/ \${'/** Nor this. */'}\`);

/** The ID of a task. */
const id = text('ID');

export const bare = make(id); /** Behind the line. */
// Between.
export const noted = make(); // biome-ignore lint: because

/** An old docstring. */
/** Has two docstrings. */
// And a remark.
/* And another. */
export const twice = make();

/*** A banner ***/
export const lined = make();

export const rows = table({ /** About the table. */
  // Tasks
  a: read('/* no */', /** inside */ 1), /** Behind a. */
  b: read(), // about b
  /** Does c. */ // at once
  c: read({ /** A field. */ field: 1 }),
});
`;
    expect(found(text)).toEqual([
      ['first', 2, 'Takes "ж😀": it counts as text does.'],
      ['bare', 7, undefined],
      ['noted', 9, undefined],
      ['twice', 15, 'Has two docstrings.'],
      ['lined', 18, undefined],
      ['rows', 20, undefined],
      ['a', 22, undefined],
      ['b', 23, undefined],
      ['c', 25, 'Does c.'],
    ]);
  });

  it('in subfolders too, but not in tests and their helpers', async () => {
    const path = await folderOf({
      'service.ts': 'export default service({});',
      'tasks.ts': 'export const getTask = make();',
      'flow/upload.ts': 'export const upload = make();',
      'flow/parts/part.ts': 'export const part = make();',
      'flow/upload.test.ts': 'export const tested = make();',
      'testing/contract.ts': 'export const contract = make();',
      'flow/testing/more.ts': 'export const more = make();',
      'quirks/quirk.ts': 'export const quirk = make();',
      'notes.md': 'export const noted = make();',
    });
    const files = [...(await findDefinitions(path)).values()].flat().map(({ file }) => file);
    expect(files).toEqual(['flow/parts/part.ts', 'flow/upload.ts', 'tasks.ts']);
  });

  it('unless a file cannot be parsed, which is an error with the line', () => {
    expect(() => definitionsIn('a.ts', '\nexport const = 1;')).toThrow(/a\.ts:2:14/);
  });
});

describe('the manifest of a service', () => {
  /** A service with tables, makers and subfolders, imported from source like the real ones. */
  async function example(files: Record<string, string>): Promise<string> {
    const path = await folder();
    const core = relative(path, join(ROOT, 'src/core/definition')).replaceAll('\\', '/');
    const head = `import { method } from '${core}/method.js';
export const make = (name: string) =>
  method('example', name, { effect: 'read', offline: true, params: {}, run: () => name });
export const table = <T extends Record<string, string>>(rows: T) =>
  Object.fromEntries(Object.entries(rows).map(([key, name]) => [key, make(name)]));
`;
    const service = `import { service } from '${core}/service.js';
import { tasks } from './tasks.js';
import * as files from './files/files.js';
import * as others from './others.js';
export default service({
  name: 'example', title: 'Example', category: 'AI', summary: 'For tests',
  regions: { Tasks: tasks, 'Files and others': { ...files, ...others } },
});
`;
    for (const [name, text] of Object.entries({
      'make.ts': head,
      'service.ts': service,
      ...files,
    })) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), text);
    }
    return path;
  }

  const good = {
    'tasks.ts': `import { table } from './make.js';
export const tasks = table({
  /** Lists tasks. */
  listTasks: 'ListTasks',
  /**
   * Adds a task.
   *
   * @throws {InputError} It has no title.
   */
  addTask: 'AddTask',
});
`,
    'files/files.ts': `import { make } from '../make.js';
/** Uploads a file. */
export const uploadFile = make('UploadFile');
/** Deletes a file. */
export const deleteFile = make('DeleteFile');
`,
    'others.ts': `import { make, table } from './make.js';
/** The others. */
export const more = table({
  /** Says hello. */
  sayHello: 'SayHello',
});
/** Asks for more. */
export const askForMore = make('AskForMore');
`,
  };

  it('includes tables, makers and subfolders, in the order of the files', async () => {
    const { regions, ...about } = await manifestOf(ROOT, await example(good));
    expect(about).toEqual({
      name: 'example',
      identifier: 'example',
      title: 'Example',
      category: 'AI',
      summary: 'For tests',
      callOptions: httpCallOptions,
    });
    const shown = regions.map(({ title, methods }) => [
      title,
      methods.map(({ name, summary }) => `${name}: ${summary}`),
    ]);
    expect(shown).toEqual([
      ['Tasks', ['ListTasks: Lists tasks.', 'AddTask: Adds a task.']],
      [
        'Files and others',
        [
          'UploadFile: Uploads a file.',
          'DeleteFile: Deletes a file.',
          'SayHello: Says hello.',
          'AskForMore: Asks for more.',
        ],
      ],
    ]);
    expect(regions[0]!.methods[1]!.throws).toEqual([
      { error: 'InputError', when: 'It has no title.' },
    ]);
  });

  it('is refused, with file and line, for each missing or invalid docstring', async () => {
    const path = await example({
      ...good,
      'tasks.ts': good['tasks.ts'].replace('@throws {InputError}', '@throws'),
      'files/files.ts': good['files/files.ts'].replace('/** Uploads a file. */', '// Uploads.'),
    });
    const where = relative(ROOT, path);
    const refused = await manifestOf(ROOT, path).catch((error: Error) => error.message);
    expect(refused).toContain(`${join(where, 'tasks.ts')}:10: addTask: "@throws It has no title."`);
    expect(refused).toContain(`${join(where, 'files/files.ts')}:3: uploadFile: has no docstring`);
  });

  it('is refused if two files define the same name, whose docstrings could be confused', async () => {
    const path = await example({
      ...good,
      'flow/tasks.ts': `import { make } from '../make.js';
/** Adds a task of another kind. */
export const addTask = make('AddTask');
`,
    });
    const where = relative(ROOT, path);
    await expect(manifestOf(ROOT, path)).rejects.toThrow(
      `${join(where, 'flow/tasks.ts')}:3, ${join(where, 'tasks.ts')}:10: addTask: is defined in several places`,
    );
  });

  it('is refused if a method is neither a constant nor a row', async () => {
    const path = await example({
      ...good,
      'others.ts': `import { make } from './make.js';
export const { sayHello } = { sayHello: make('SayHello') };
`,
    });
    await expect(manifestOf(ROOT, path)).rejects.toThrow(
      `${relative(ROOT, path)}: sayHello: not found as an exported constant`,
    );
  });
});
