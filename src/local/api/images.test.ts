import { inflateSync } from 'node:zlib';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { ask, embedded } from '../../../test/support/embedded.js';

const model = 'test-card';
const client = new OpenAI({
  baseURL: 'http://local/v1',
  apiKey: 'x',
  fetch: embedded as typeof fetch,
  maxRetries: 0,
});

async function draw(request: object): Promise<Buffer[]> {
  const { status, body } = await ask('POST', '/v1/images/generations', { model, ...request });
  expect(body).not.toHaveProperty('error');
  expect(status).toBe(200);
  const data = body.data as { b64_json: string }[];
  return data.map(({ b64_json }) => Buffer.from(b64_json, 'base64'));
}

/** Decodes a PNG test card: its size, and the color of each pixel in hexadecimal. */
function decode(png: Buffer) {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const head = chunks.get('IHDR')!;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const palette = chunks.get('PLTE')!;
  const lines = inflateSync(chunks.get('IDAT')!);
  const colour = (x: number, y: number) => {
    const number = lines[y * (width + 1) + 1 + x]! * 3;
    return palette.toString('hex', number, number + 3);
  };
  const count = (wanted: string) => {
    let found = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) if (colour(x, y) === wanted) found++;
    }
    return found;
  };
  return { width, height, colour, count };
}

describe('images of the embedded server', () => {
  it('are test cards: color bars, a grey scale, the prompt between them', async () => {
    const [png] = await draw({ prompt: 'A cat', size: '512x256' });
    const { width, height, colour, count } = decode(png!);
    expect([width, height]).toEqual([512, 256]);
    const bars = [0, 1, 2, 3, 4, 5, 6].map((bar) => colour(Math.round((512 * bar) / 7) + 9, 5));
    expect(bars).toEqual('bfbfbf bfbf00 00bfbf 00bf00 bf00bf bf0000 0000bf'.split(' '));
    expect([colour(3, 250), colour(508, 250)]).toEqual(['000000', 'ffffff']);
    // White are the letters and, on every card, the last step of grey.
    const blank = decode((await draw({ prompt: ' ', size: '512x256' }))[0]!).count('ffffff');
    const more = decode((await draw({ prompt: 'A cat\nA cat', size: '512x256' }))[0]!);
    expect(count('ffffff') - blank).toBeGreaterThan(1000);
    expect(more.count('ffffff')).not.toBe(count('ffffff'));
  });

  it('are the same for the same request, and differ for others', async () => {
    const prompt = 'Łódź, Ελλάδα, Москва, 東京, 서울';
    const [first, again, other] = await Promise.all([
      draw({ prompt }),
      draw({ prompt }),
      draw({ prompt: 'Łódź, Ελλάδα, Москва, 東京, 부산' }),
    ]);
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    expect(decode(first[0]!)).toMatchObject({ width: 1024, height: 1024 });
  });

  it('are as many as requested, each with its number', async () => {
    const pictures = await draw({ prompt: 'x', n: 3, size: '256x256' });
    expect(new Set(pictures.map((png) => png.toString('base64'))).size).toBe(3);
  });

  it('can contain a text of any length with any characters', async () => {
    const prompts = [
      'word '.repeat(6000),
      'x'.repeat(32_000),
      '字'.repeat(2000),
      '\u0000\n\t🐈‍⬛',
      '  ',
    ];
    for (const prompt of prompts) {
      const [png] = await draw({ prompt, size: '128x96' });
      expect(decode(png!)).toMatchObject({ width: 128, height: 96 });
    }
  });

  it("work with OpenAI's own client", async () => {
    const { data, usage, output_format } = await client.images.generate({
      model,
      prompt: 'two words',
      size: '1536x1024',
      quality: 'high',
    });
    expect(decode(Buffer.from(data![0]!.b64_json!, 'base64'))).toMatchObject({ width: 1536 });
    expect(output_format).toBe('png');
    expect(usage).toMatchObject({ input_tokens: 2, output_tokens: 0, total_tokens: 2 });
  });

  it('are refused if the prompt is too long', async () => {
    const request = { model, prompt: 'x'.repeat(32_001) };
    const { status, body } = await ask('POST', '/v1/images/generations', request);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param: 'prompt' });
  });

  it.each([
    [{}, 'prompt'],
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 'x', n: 11 }, 'n'],
    [{ prompt: 'x', size: '10x10' }, 'size'],
    [{ prompt: 'x', size: '4096x64' }, 'size'],
    [{ prompt: 'x', size: 'large' }, 'size'],
    [{ prompt: 'x', response_format: 'url' }, 'response_format'],
    [{ prompt: 'x', output_format: 'jpeg' }, 'output_format'],
    [{ prompt: 'x', output_format: 'gif' }, 'output_format'],
    [{ prompt: 'x', background: 'transparent' }, 'background'],
    [{ prompt: 'x', quality: 'best' }, 'quality'],
    [{ prompt: 'x', stream: true }, 'stream'],
    [{ prompt: 'x', model: 'oint-hash' }, 'model'],
  ])('are refused for %j', async (request, param) => {
    const { status, body } = await ask('POST', '/v1/images/generations', { model, ...request });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
  });
});
