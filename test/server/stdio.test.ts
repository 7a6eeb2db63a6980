import { expect, it } from 'vitest';
import { folder } from '../support/folder.js';
import { oint } from '../support/oint.js';

async function said(lines: readonly string[], args: readonly string[] = []) {
  const root = await folder();
  const all = ['server', 'stdio', '--root', root, ...args];
  const ended = await oint(all, { stdin: `${lines.join('\n')}\n` });
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(0);
  return ended;
}

it('answers each line with a line of JSON', async () => {
  const { stdout } = await said([
    'openai GetUserMessage --text Hello, how are you?',
    'openai GetUserMessage --text "in quotes"',
    '',
    'msgpack SerializeData --value {"a": [1, 2]}',
    'msgpack DeserializeData --data BASE64:gaFhkgEC',
    'openai Nothing --text x',
    'openai GetUserMessage words first',
    'openai',
    'exit',
    'openai GetUserMessage --text after the end',
  ]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.slice(0, 4)).toEqual([
    { role: 'user', content: 'Hello, how are you?' },
    { role: 'user', content: 'in quotes' },
    'BASE64:gaFhkgEC',
    { a: [1, 2] },
  ]);
  expect(lines).toHaveLength(7);
  for (const line of lines.slice(4)) {
    expect(line).toEqual({ result: false, error: expect.any(String) });
  }
});

it('keeps connections between lines, and lists and closes them', async () => {
  const { stdout } = await said([
    'sqlite CreateConnection --db a.db',
    'vars',
    'clear',
    'vars',
    'help',
  ]);
  const [handle, vars, cleared, none, help] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(vars).toEqual({ [handle]: 'open' });
  expect(cleared).toBe('OK');
  expect(none).toEqual({});
  expect(help).toContain('exit');
});

it('uses the separators and encodings of the reference', async () => {
  const lines = ['sqlite CreateConnection --db :memory:', 'openai GetUserMessage --text a'];
  const { stdout } = await said(lines, ['--sprt', '<end>', '--bsprt']);
  expect(stdout).toMatch(
    /^<end>\{oint-[0-9a-f]{32}\}<end><end>\{"role":"user","content":"a"\}<end>$/,
  );
  const line = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
  const stdin = Buffer.concat([
    Buffer.from('openai GetUserMessage --text '),
    line,
    Buffer.from('\n'),
  ]);
  const { bytes } = await oint(['server', 'stdio', '--enc', 'windows-1251'], { stdin });
  expect(bytes.includes(line)).toBe(true);
});
