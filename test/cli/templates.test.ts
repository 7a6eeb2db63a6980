import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFile, oint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';

let server: OpenAiServer;
beforeEach(async () => {
  server = await OpenAiServer.start();
});
afterEach(() => rm(configFile, { force: true }));

const config = (...words: string[]) => oint(['config', ...words]);
const ask = (args: string[], stdin?: string) =>
  oint(['ask', '--no-log', '--url', server.url, ...args], { stdin });

function sent(): { model: string; texts: unknown[] } {
  const { model, messages } = server.last.json<{
    model: string;
    messages: { content: unknown }[];
  }>();
  return { model, texts: messages.map(({ content }) => content) };
}

describe('a template', () => {
  it('is a prompt with the question in the place of $input', async () => {
    await config('set', 'templates.short', 'Summarize: $input, please: $input.');
    await config('set', 'templates.short.system', 'One sentence.');
    await config('set', 'templates.short.model', 'small');
    expect((await ask(['-t', 'short', 'a', '$&b'])).status).toBe(0);
    const texts = ['One sentence.', 'Summarize: a $&b, please: a $&b.'];
    expect(sent()).toEqual({ model: 'small', texts });

    await ask(['-t', 'short', '-m', 'large', '-s', 'Two.'], 'piped');
    const others = ['Two.', 'Summarize: piped, please: piped.'];
    expect(sent()).toEqual({ model: 'large', texts: others });
  });

  it('without $input stands before the question, and needs none', async () => {
    await config('set', 'templates.joke.prompt', 'Tell a joke');
    await ask(['-m', 'm', '-t', 'joke', 'about cats']);
    expect(sent().texts).toEqual(['Tell a joke\n\nabout cats']);
    await ask(['-m', 'm', '-t', 'joke']);
    expect(sent().texts).toEqual(['Tell a joke']);
  });

  it('must be in the config, with fields that it can have', async () => {
    const none = await ask(['-m', 'm', '-t', 'short', 'x']);
    expect(none).toMatchObject({ status: 2, stdout: '' });
    expect(none.stderr).toContain('the config has no template "short"');
    expect(none.stderr).toContain('oint config set templates.short');
    const wrong = await config('set', 'templates.short.colour', 'red');
    expect(wrong.stderr).toContain('a template has no "colour"');
    expect(server.requests).toHaveLength(0);
  });

  it('is shown by oint config, without its options, which may have a secret', async () => {
    await config('set', 'templates.short', 'Summarize: $input');
    await config('set', 'templates.short.options', "{'user':'sk-secret'}");
    const { stdout } = await config('get', 'templates.short');
    expect(JSON.parse(stdout)).toEqual({ prompt: 'Summarize: $input', options: '***' });
    await config('unset', 'templates.short');
    expect((await config('get', 'templates.short')).status).toBe(1);
  });
});

describe('an alias', () => {
  it('is another name of a model', async () => {
    await config('set', 'aliases.fast', 'gpt-5.1-mini');
    await config('set', 'openai.model', 'fast');
    await ask(['-m', 'fast', 'hi']);
    expect(sent().model).toBe('gpt-5.1-mini');
    await ask(['hi']);
    expect(sent().model).toBe('gpt-5.1-mini');
    await ask(['-m', 'toString', 'hi']);
    expect(sent().model).toBe('toString');
  });
});
