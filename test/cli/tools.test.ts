import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bash, home, oint } from '../support/oint.js';

describe('oint tools ParseJSON', () => {
  const JSON_TEXT =
    "{'user':{'name':'Ann','tags':['a','b']},'id':12345678901234567890,'user_name':'B'}";

  it('prints the values with their names', async () => {
    const { status, stdout } = await oint(['tools', 'ParseJSON', '--json', JSON_TEXT]);
    expect(status).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n\n')
        .map((part) => part.trim().split('\n')),
    ).toEqual([
      ['user_name', 'Ann'],
      ['user_tags', '["a","b"]'],
      ['id', '12345678901234567890'],
      ['user_name0', 'B'],
    ]);
    const flat = await oint(['tools', 'ParseJSON', '-j', JSON_TEXT, '--nesting', '1']);
    expect(flat.stdout).toMatch(/^user\n\{"name":"Ann","tags":\["a","b"\]\}\n/);
  });

  it('prints the value of one name, from a pipe or a file in another encoding', async () => {
    const named = await bash(
      `oint openai GetUserMessage --text hi | oint tools ParseJSON --json - --name role`,
    );
    expect(named).toMatchObject({ status: 0, stdout: 'user\n' });
    await writeFile(
      join(home, 'cp1251.json'),
      Buffer.from([0x7b, 0x27, 0x61, 0x27, 0x3a, 0x27, 0xc4, 0xe0, 0x27, 0x7d]),
    );
    const decoded = [
      'tools',
      'ParseJSON',
      '--json',
      'cp1251.json',
      '--enc',
      'windows-1251',
      '--name',
      'a',
    ];
    expect(await oint(decoded)).toMatchObject({ status: 0, stdout: 'Да\n' });
  });

  it('fails for a name that is not there, and for what is not JSON', async () => {
    const ended = await Promise.all([
      oint(['tools', 'ParseJSON', '--json', '{"a":1}', '--name', 'b']),
      oint(['tools', 'ParseJSON', '--json', '[1]']),
      oint(['tools', 'ParseJSON', '--json', '{"a":1}', '--nesting', 'x']),
      oint(['tools', 'ParseJSON', '--jsn', '{}']),
      oint(['tools', 'ParseJSON']),
    ]);
    expect(ended.map(({ status }) => status)).toEqual([1, 2, 2, 2, 2]);
    for (const { stdout } of ended) expect(stdout).toBe('');
    expect(ended[0]!.stderr).toContain('the JSON has no value "b"');
    expect(ended[4]!.stderr).toContain('--json is missing');
  });
});

describe('oint tools ConvertBase64ToBinary', () => {
  it('writes the bytes of a file with Base64', async () => {
    await writeFile(join(home, 'b64.txt'), 'AAEC/w==\n');
    const line = ['tools', 'ConvertBase64ToBinary', '--in', 'b64.txt'];
    expect((await oint(line)).bytes).toEqual(Buffer.from([0, 1, 2, 255]));
    await writeFile(join(home, 'text.txt'), 'not Base64!');
    const ended = await Promise.all([
      oint(['tools', 'ConvertBase64ToBinary', '--in', 'text.txt']),
      oint(['tools', 'ConvertBase64ToBinary', '--in', 'none.txt']),
    ]);
    expect(ended.map(({ status }) => status)).toEqual([2, 2]);
    expect(ended[1]!.stderr).toContain('--in: cannot read none.txt: no such file');
  });
});

describe('oint hashsum', () => {
  it('prints the same hash each time', async () => {
    const [first, second, help] = await Promise.all([
      oint(['hashsum']),
      oint(['hashsum']),
      oint(['hashsum', '--help']),
    ]);
    expect(first).toMatchObject({ status: 0, stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/) });
    expect(second.stdout).toBe(first.stdout);
    expect(help.stdout).toContain('oint hashsum');
  });
});
