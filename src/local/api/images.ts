import { Hono } from 'hono/tiny';
import type { JsonRecord } from '../../core/util/is-record.js';
import { countTokens } from '../engines/tokens.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import { flag, jsonBody, requiredText, wholeNumber } from './checks.js';
import { oneOf } from './values.js';

const LONGEST_PROMPT = 32_000;
const MOST_PICTURES = 10;
const [LEAST_SIDE, MOST_SIDE] = [64, 2048];
const USUAL_SIZE = '1024x1024';

/** The endpoint for image generation. */
export function images(local: Local): Hono {
  const routes = new Hono();
  routes.post('/generations', async (context) => {
    const body = await jsonBody(context);
    const model = await local.models.findFor(requiredText(body, 'model'), 'draw');
    const prompt = requiredText(body, 'prompt');
    if (prompt.length > LONGEST_PROMPT) {
      throw badRequest(`'prompt' is longer than ${LONGEST_PROMPT} characters.`, 'prompt');
    }
    refuseWhatIsNotDone(body);
    const format = oneOf(body, 'output_format', ['png', 'jpeg', 'webp']) ?? 'png';
    const pictures = await model.draw({
      prompt,
      n: wholeNumber(body, 'n', { least: 1, most: MOST_PICTURES }) ?? 1,
      ...sizeOf(body),
      format,
      signal: context.req.raw.signal,
    });
    const tokens = countTokens(prompt);
    return context.json({
      created: seconds(),
      data: pictures.map(({ bytes }) => ({ b64_json: Buffer.from(bytes).toString('base64') })),
      background: 'opaque',
      output_format: format,
      usage: {
        input_tokens: tokens,
        input_tokens_details: { text_tokens: tokens, image_tokens: 0 },
        // Nothing is generated token by token here.
        output_tokens: 0,
        total_tokens: tokens,
      },
    });
  });
  return routes;
}

/** Refuses fields that ask for something unsupported; style and quality are ignored. */
function refuseWhatIsNotDone(body: JsonRecord): void {
  oneOf(body, 'quality', ['auto', 'low', 'medium', 'high', 'standard', 'hd']);
  oneOf(body, 'style', ['vivid', 'natural']);
  if (oneOf(body, 'response_format', ['url', 'b64_json']) === 'url') {
    const message = "Images have no URL here. Set 'response_format' to 'b64_json'.";
    throw badRequest(message, 'response_format');
  }
  if (oneOf(body, 'background', ['auto', 'opaque', 'transparent']) === 'transparent') {
    throw badRequest('Images always have an opaque background here.', 'background');
  }
  if (flag(body, 'stream')) {
    throw badRequest("Images are not streamed here. Leave 'stream' out.", 'stream');
  }
}

function sizeOf(body: JsonRecord): { width: number; height: number } {
  const { size } = body;
  const text = size === undefined || size === null || size === 'auto' ? USUAL_SIZE : String(size);
  const [, width = 0, height = 0] = (/^(\d{1,4})x(\d{1,4})$/.exec(text) ?? []).map(Number);
  const isPossible = [width, height].every((side) => side >= LEAST_SIDE && side <= MOST_SIDE);
  if (isPossible) return { width, height };
  const message = `'size' must be auto, or such as ${USUAL_SIZE}: from ${LEAST_SIDE} to ${MOST_SIDE} pixels per side.`;
  throw badRequest(message, 'size');
}
