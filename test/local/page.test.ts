import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PNG } from '../support/definitions.js';
import { bash, type Running, startOint } from '../support/oint.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const has = existsSync(CHROMIUM);
const title = has ? '' : ` (skipped: there is no Chromium at ${CHROMIUM}; see CHROMIUM)`;
const TOKEN = 'the-token-of-the-page';

describe.skipIf(!has)(`the page of the embedded server${title}`, () => {
  let browser: Browser;
  let server: Running;
  let url: string;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    server = startOint(['local', 'serve', '--port', '0', '--memory', '--token', 'env:TOKEN'], {
      env: { TOKEN },
    });
    await server.untilError('/v1\n');
    [url] = /http:\/\/[\d.:]+\//.exec(server.written.stderr)!;
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      // Root cannot use the sandbox; and the browser must not access other hosts.
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      const isOwn = [url, 'data:', `blob:${url}`].some((begin) => request.url().startsWith(begin));
      if (!isOwn) faults.push(`it asked ${request.url()}`);
    });
    await page.goto(url);
  });

  afterAll(async () => {
    await browser?.close();
    server?.signal('SIGTERM');
    await server?.ended;
  });

  const answered = () => page.waitForSelector('#messages > li.assistant:last-child:not(.busy)');
  const shown = (id: string) => page.textContent(id);
  const response = async () => JSON.parse((await shown('#shown > pre'))!);

  async function ask(text: string) {
    await page.fill('#question', text);
    await page.press('#question', 'Enter');
    return answered();
  }

  it('asks for the token, and lists the models, those that chat first', async () => {
    await page.fill('#token', TOKEN);
    await page.click('#ask-token button');
    await page.waitForSelector('#model option', { state: 'attached' });
    const models = await page.locator('#model option').allTextContents();
    expect(models[0]).toBe('oint-guide');
    expect(models).toContain('oint-hash');
    expect(await shown('#about summary')).toBe('Answers questions about OInt.');
  });

  it('offers questions, streams an answer, and shows the request and the response', async () => {
    await page.fill('#question', 'How do I upload a file?');
    expect(await page.locator('#examples button').count()).toBeGreaterThan(1);
    await page.press('#question', 'Enter');
    const reply = await answered();
    expect(await page.isVisible('#examples')).toBe(false);
    expect(await reply.textContent()).toMatch(/^UploadFile \(openai\)/);
    const whole = await response();
    expect(whole.object).toBe('chat.completion');
    expect(whole.choices[0].message.content).toMatch(/^UploadFile/);
    expect(await page.isVisible('#shown details pre')).toBe(false);
    const events = (await shown('#shown details pre'))!.split('\n');
    expect(events.length).toBeGreaterThan(10);
    expect(JSON.parse(events[0]!).object).toBe('chat.completion.chunk');
    expect(await shown('#figures')).toMatch(/events · \d+ \+ \d+ tokens$/);
    await page.click('#tab-request');
    const request = JSON.parse((await shown('#shown'))!.replace(/^POST .*\n\n/, ''));
    expect(request).toMatchObject({ model: 'oint-guide', stream: true });
    expect(request.messages).toEqual([{ role: 'user', content: 'How do I upload a file?' }]);
  });

  it('copies the request as a command that sends the same', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async (form: string) => {
      await page.click(`#copies button:has-text("${form}")`);
      return page.evaluate(
        'new Promise((done) => setTimeout(done, 50)).then(() => navigator.clipboard.readText())',
      ) as Promise<string>;
    };
    const reply = await page.textContent('#messages > li.assistant');
    const command = await copied('oint');
    expect(command).not.toContain(TOKEN);
    const { stdout } = await bash(command, { env: { OINT_TOKEN: TOKEN } });
    expect(stdout.slice(0, 40)).toBe(reply!.slice(0, 40));
    const curl = await bash(await copied('curl'), { env: { OINT_TOKEN: TOKEN } });
    expect(curl.stdout).toContain('chat.completion.chunk');
    expect(await copied('TypeScript')).toContain('await openai.getResponse({\n  url: ');
  });

  it('has the conversation and the settings again after a reload', async () => {
    await page.click('#settings summary');
    await page.fill('#system', 'Be brief.');
    await page.fill('#temperature', '0.5');
    await page.click('#settings summary');
    const before = await page.textContent('#messages > li.assistant');
    await page.reload();
    await page.waitForSelector('#messages > li.assistant');
    expect(await page.textContent('#messages > li.assistant')).toBe(before);
    await ask('And delete one?');
    await page.click('#tab-request');
    const request = JSON.parse((await shown('#shown'))!.replace(/^POST .*\n\n/, ''));
    expect(request.temperature).toBe(0.5);
    expect(request.messages.map(({ role }: { role: string }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
    await page.click('#settings summary');
    await page.fill('#system', '');
    await page.fill('#temperature', '');
    await page.click('#settings summary');
  });

  it('shows Markdown as elements, and opens links only to web pages', async () => {
    // The guide answers with what it finds: a link, code, a list of options.
    await page.click('#clear');
    const reply = await ask('How do I upload a file to S3?');
    const link = await reply.$('a');
    expect(await link!.getAttribute('href')).toMatch(/^https:/);
    expect(await link!.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await (await reply.$('.code pre'))!.textContent()).toContain('oint s3 UploadFolder');
  });

  it('draws, speaks and turns text into vectors', async () => {
    const last = "document.querySelector('#messages > li:last-child";
    await page.selectOption('#model', 'test-card');
    await ask('A yellow alpaca');
    const image = `${last} img')`;
    expect(await page.evaluate(`${image}.decode().then(() => ${image}.naturalWidth)`)).toBe(512);
    await page.selectOption('#model', 'oint-hash');
    expect(await (await ask('A bird')).textContent()).toMatch(/^256 dimensions: /);
    await page.selectOption('#model', 'espeak-ng');
    await ask('Good morning!');
    const audio = `${last} audio')`;
    const seconds = await page.evaluate(
      `new Promise((done) => {
        if (${audio}.duration) done(${audio}.duration);
        ${audio}.onloadedmetadata = (event) => done(event.target.duration);
      })`,
    );
    expect(seconds).toBeGreaterThan(0.3);
    await page.selectOption('#model', 'oint-guide');
  });

  it('sends an image, and shows a complete response if streaming is off', async () => {
    await page.click('#clear');
    await page.click('#settings summary');
    await page.uncheck('#stream');
    await page.click('#settings summary');
    const file = { name: 'picture.png', mimeType: 'image/png', buffer: PNG };
    await page.setInputFiles('#picture', [file, { ...file, name: 'another.png' }]);
    await page.click('#pictures li:nth-child(2) button');
    await page.fill('#question', 'What is in this image?');
    await page.click('#send');
    const reply = await answered();
    expect(await reply.textContent()).toContain(`image/png, ${PNG.length} bytes`);
    expect(await page.locator('#messages > li.user img').count()).toBe(1);
    expect(await page.locator('#pictures li').count()).toBe(0);
    expect(await response()).toMatchObject({ object: 'chat.completion' });
  });

  it('shows the server’s error message', async () => {
    await page.evaluate("document.getElementById('model').append(new Option('gpt-5', 'gpt-5'))");
    await page.selectOption('#model', 'gpt-5');
    await page.fill('#question', 'Hello?');
    await page.press('#question', 'Enter');
    const error = await page.waitForSelector('#messages li.error');
    expect(await error.textContent()).toContain("The model 'gpt-5' does not exist");
    expect(await response()).toMatchObject({ error: { code: 'model_not_found' } });
  });

  it('shows the text of models and users as text, whatever it contains', async () => {
    await page.click('#clear');
    await page.selectOption('#model', 'oint-guide');
    await page.fill('#question', '<img src=x onerror="document.title=1"> UploadFile');
    await page.press('#question', 'Enter');
    await answered();
    expect(await page.locator('#messages img').count()).toBe(0);
    expect(await page.title()).toBe('OInt, the embedded server');
  });

  it('loaded nothing from other hosts, and had no errors', () => {
    expect(faults).toEqual([]);
  });
});
