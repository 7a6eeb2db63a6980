import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { methodOf, paramOf } from '../../../test/support/manifest.js';
import type { MethodManifest } from '../../catalogue/manifest.js';
import { Help } from './help.js';

/** The help on a method, as it is written into a stream of so many columns. */
function helpOn(method: MethodManifest, columns: number): string {
  const stream = Object.assign(new PassThrough(), { columns }) as unknown as NodeJS.WriteStream;
  const regions = [{ title: 'All', methods: [method] }];
  return new Help(stream).method({ name: 'x', title: 'X', summary: 'X', regions }, method);
}

it('tells the errors in the words of the command line', () => {
  const throws = [
    { error: 'InputError', when: 'There is no such `file`, or `filePath` is empty.' },
    { error: 'HttpError', when: '`403`: the key may not.' },
  ];
  const params = [paramOf('path', { key: 'filePath', example: 'a.txt' })];
  expect(helpOn(methodOf(params, { throws }), 60)).toContain(`
Errors
  InputError  There is no such file, or --path is empty.
  HttpError   403: the key may not.
`);
  expect(helpOn(methodOf(params), 60)).not.toContain('Errors');
});

it('shows the command lines among the examples, and no programs', () => {
  const examples = [
    { language: 'ts', code: 'await x.doIt();' },
    { language: 'sh', code: "oint x DoIt --name 'a b' \\\n  --id 1\n\noint x DoIt --id 2" },
  ];
  const text = helpOn(methodOf([], { examples }), 100);
  expect(text).toContain(`
More examples
  oint x DoIt --name 'a b' --id 1
  oint x DoIt --id 2
`);
  expect(text).not.toContain('await');
  const programs = helpOn(methodOf([], { examples: examples.slice(0, 1) }), 100);
  expect(programs).not.toContain('More examples');
});
