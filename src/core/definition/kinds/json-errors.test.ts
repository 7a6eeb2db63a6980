import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProgram, refusal, typed } from '../../../../test/support/context.js';
import { list, record, records, texts } from './json.js';

const aRecord = record('A record');
const someRecords = list(records, 'Some records');
const someTexts = list(texts, 'Some texts');

/** Text as it arrives from a shell that removed the quotes. */
function stripped(json: string): string {
  return json.replace(/["']/g, '');
}

describe('quotes that a shell removed', () => {
  test.each([
    ['{"role":"user","content":"hi"}', '{role:user,content:hi}'],
    [`{'role':'user','content':'hi'}`, '{role:user,content:hi}'],
    ['{"content":"What is 1C:Enterprise?"}', '{content:What is 1C:Enterprise?}'],
    ['{"роль":"пользователь"}', '{роль:пользователь}'],
  ])('%s is recognized', async (json, arrived) => {
    expect(stripped(json)).toBe(arrived);
    const { message } = await refusal(aRecord, arrived);
    expect(message).toContain(`--value lost its quotes in the shell: ${arrived} arrived`);
    expect(message).toContain('bash the outer ones');
    expect(message).toContain('cmd.exe and PowerShell the double quotes inside an argument');
    expect(message).toContain(`Type --value "{'key':'value'}", or name a file: --value @data.json`);
  });

  test('of a list, with a list to type', async () => {
    for (const param of [someRecords, someTexts]) {
      const { message } = await refusal(param, '[{role:user,content:hi}]');
      expect(message).toContain('--value lost its quotes in the shell: [{role:user,content:hi}]');
      expect(message).toContain(`Type --value "[{'role':'user'}]"`);
    }
  });

  test('of any object of strings', () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z][a-z ]{0,20}$/), {
          minKeys: 1,
        }),
        async (value) => {
          const words = Object.values(value).some(
            (text) => !/^(true|false|null)$/.test(text.trim()),
          );
          fc.pre(words);
          const { message } = await refusal(aRecord, stripped(JSON.stringify(value)));
          expect(message).toContain('lost its quotes in the shell');
        },
      ),
    ));

  test('in a program the error does not mention a shell', async () => {
    const { message } = await refusal(aRecord, '{role:user}', inProgram());
    expect(message).toBe(
      'test Method: value is not valid JSON at line 1, column 7, near: {role:user}\n' +
        'Pass the value itself, or its JSON text.',
    );
  });
});

describe('what is wrong with the JSON', () => {
  test('line, column and the text around', async () => {
    const { message } = await refusal(aRecord, `{\n  'a': 1,\n  'b': 'x' 'y'\n}`);
    expect(message).toContain(`--value is not valid JSON at line 3, column 12, near: 'b': 'x' 'y'`);
    expect(message).toContain(`Use single or double quotes: --value "{'key':'value'}"`);
  });

  test('an apostrophe inside single quotes', async () => {
    const { message } = await refusal(aRecord, `{'content':'it's late'}`);
    expect(message).toContain(`Write an apostrophe inside '…' as \\'`);
    expect(message).toContain('put the JSON in a file: --value @data.json');
  });

  test('text that is neither JSON nor a file', async () => {
    const { message } = await refusal(aRecord, 'hello');
    expect(message).toBe(
      `test Method: --value must be JSON, but "hello" is neither JSON nor a file\n` +
        `Write it as --value "{'key':'value'}", or name a file: --value @data.json`,
    );
  });

  test('plain text that begins with a bracket, if text is accepted too', async () => {
    const typedError = await refusal(someTexts, '[urgent] Help!');
    expect(typedError.message).toContain(
      `To pass plain text that begins with a bracket, put it in a list: --value "['…']"`,
    );
    const { message } = await refusal(someTexts, '[urgent] Help!', inProgram());
    expect(message).toContain(
      'To pass plain text that begins with a bracket, put it in a list: ["…"]',
    );
  });

  test('a long text is clipped', async () => {
    const { message } = await refusal(aRecord, `{${'word '.repeat(100)}`);
    expect(message).toContain('word word…');
  });
});

describe('secrets', () => {
  const sentinel = 'sk-sentinel-12345';

  test.each([
    `{Authorization:Bearer ${sentinel}}`,
    `{'Authorization':'Bearer ${sentinel}}`,
    `{"x-api-key":"${sentinel}" "a":1}`,
    `{'password':'it's ${sentinel}'}`,
    `Authorization: Bearer ${sentinel}`,
    `{'X-Auth': ${sentinel}}`,
    `{api_key:${sentinel}}`,
  ])('%s is refused without being quoted', async (text) => {
    for (const param of [aRecord, someRecords]) {
      for (const context of [typed(), inProgram()]) {
        const error = await refusal(param, text, context);
        expect(error.message).not.toContain('sentinel');
        expect(JSON.stringify(error)).not.toContain('sentinel');
        expect(String(error.stack)).not.toContain('sentinel');
      }
    }
  });

  test('a secret the call knows is not quoted, not even half of it', async () => {
    const context = typed();
    context.redactor.add(sentinel);
    for (const text of [`${'x'.repeat(50)}${sentinel}`, `{a:${sentinel}}`, `{'a':'${sentinel}`]) {
      const { message } = await refusal(aRecord, text, context);
      expect(message).not.toContain('sk-');
    }
  });

  test('a value of the wrong type is shown without its secrets', async () => {
    const context = typed();
    context.redactor.add(sentinel);
    const item = `${'x'.repeat(50)} ${sentinel}`;
    const { message } = await refusal(someRecords, JSON.stringify([item]), context);
    expect(message).toContain('must be a JSON object, not "xxx');
    expect(message).not.toContain('sk-');
  });
});

test('a login in broken JSON is not quoted', async () => {
  const { message } = await refusal(aRecord, "{'proxy':'http://user:hunter2@host:3128'");
  expect(message).toContain('is not valid JSON');
  expect(message).not.toContain('hunter2');
});
