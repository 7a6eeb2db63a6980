import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PNG } from '../support/definitions.js';
import { type Running, startOint } from '../support/oint.js';

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
      const isOwn = [url, 'data:'].some((begin) => request.url().startsWith(begin));
      if (!isOwn) faults.push(`it asked ${request.url()}`);
    });
    await page.goto(url);
  });

  afterAll(async () => {
    await browser?.close();
    server?.signal('SIGTERM');
    await server?.ended;
  });

  const answered = () => page.waitForSelector('#messages li.assistant:not(.busy)');
  const shown = (id: string) => page.textContent(id);

  it('asks for the token, and lists the models that chat', async () => {
    await page.fill('#token', TOKEN);
    await page.click('#ask-token button');
    await page.waitForSelector('#model option', { state: 'attached' });
    const models = await page.locator('#model option').allTextContents();
    expect(models).toContain('oint-guide');
    expect(models).not.toContain('oint-hash');
    expect(await shown('#about')).toMatch(/^Answers questions about OInt\. /);
  });

  it('streams an answer, and shows the request and the events as JSON', async () => {
    await page.fill('#question', 'How do I upload a file?');
    await page.press('#question', 'Enter');
    const reply = await answered();
    expect(await reply.textContent()).toMatch(/^UploadFile \(openai\)/);
    const events = JSON.parse((await shown('#shown'))!);
    expect(events.length).toBeGreaterThan(10);
    expect(events[0].object).toBe('chat.completion.chunk');
    expect(await shown('#figures')).toMatch(/events · \d+ \+ \d+ tokens$/);
    await page.click('#tab-request');
    const request = JSON.parse((await shown('#shown'))!.replace(/^POST .*\n\n/, ''));
    expect(request).toMatchObject({ model: 'oint-guide', stream: true });
    expect(request.messages).toEqual([{ role: 'user', content: 'How do I upload a file?' }]);
  });

  it('sends an image, and shows a complete response if streaming is off', async () => {
    await page.click('#clear');
    await page.uncheck('#stream');
    const file = { name: 'picture.png', mimeType: 'image/png', buffer: PNG };
    await page.setInputFiles('#picture', [file, { ...file, name: 'another.png' }]);
    await page.click('#pictures li:nth-child(2) button');
    await page.fill('#question', 'What is in this image?');
    await page.click('#send');
    const reply = await answered();
    expect(await reply.textContent()).toContain(`- image/png, ${PNG.length} bytes`);
    expect(await page.locator('#messages li.user img').count()).toBe(1);
    expect(await page.locator('#pictures li').count()).toBe(0);
    expect(JSON.parse((await shown('#shown'))!)).toMatchObject({ object: 'chat.completion' });
  });

  it('shows the server’s error message', async () => {
    await page.evaluate("document.getElementById('model').append(new Option('gpt-5', 'gpt-5'))");
    await page.selectOption('#model', 'gpt-5');
    await page.fill('#question', 'Hello?');
    await page.press('#question', 'Enter');
    const error = await page.waitForSelector('#messages li.error');
    expect(await error.textContent()).toContain("The model 'gpt-5' does not exist");
    expect(JSON.parse((await shown('#shown'))!)).toMatchObject({
      error: { code: 'model_not_found' },
    });
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
