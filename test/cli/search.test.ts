import { describe, expect, it } from 'vitest';
import { oint } from '../support/oint.js';

describe('a method that does not exist', () => {
  it.each([
    ['openai', 'transcribe', 'Did you mean CreateTranscription?'],
    ['s3', 'ls', 'ListObjects'],
    ['s3', 'rm', 'DeleteObject'],
    ['slack', 'post', 'Did you mean SendMessage'],
    ['openai', 'GetRespons', 'Did you mean GetResponse?'],
    ['openai', 'xyzzyq', 'Run oint openai to list its methods, or oint search to find one.'],
  ])('oint %s %s: %s', async (service, method, hint) => {
    const { status, stderr } = await oint([service, method]);
    expect(status).toBe(2);
    expect(stderr).toContain(hint);
  });
});

describe('oint search', () => {
  it('lists methods and guides as lines that can be pasted', async () => {
    const { status, stdout, stderr } = await oint(['search', 'presigned', 'URL']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Methods\n {2}oint s3 GetObject(Down|Up)loadLink {2,}Creates a presigned/,
    );
    const guides = await oint(['search', 'transfer what changed']);
    expect(guides.stdout).toMatch(/\n\nGuides\n(.*\n)* {2}oint docs s3 {2,}\S/);
  });

  it('finds the same in English and in Russian', async () => {
    const [english, russian] = await Promise.all([
      oint(['search', 'telegram', 'send', 'file']),
      oint(['search', 'отправить файл telegram']),
    ]);
    const methods = (text: string) => text.split('\n\n')[0];
    expect(methods(english.stdout)).toContain('oint telegram SendDocument');
    expect(methods(russian.stdout)).toBe(methods(english.stdout));
  });

  it('says what a service is for, if only its name is asked for', async () => {
    const { stdout } = await oint(['search', 'telegram']);
    expect(stdout).toMatch(/^Services\n {2}oint telegram {2}Telegram bots/);
    expect(stdout).not.toContain('Methods');
  });

  it('finds nothing with status 1', async () => {
    const { status, stdout, stderr } = await oint(['search', 'qqqqz']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      'oint: nothing found for "qqqqz"\n  Run oint docs services to list what there is.\n',
    );
  });

  it('needs words, and knows no options', async () => {
    const [none, option, words] = await Promise.all([
      oint(['search']),
      oint(['search', '--service', 's3', 'link']),
      oint(['search', '--', '--out', 'csv']),
    ]);
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('expected the words to look for\n  See oint search --help.');
    expect(option.stderr).toContain('unknown option --service');
    expect(words.status).toBe(0);
  });
});
