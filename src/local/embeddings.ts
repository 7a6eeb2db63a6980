import { endianness } from 'node:os';
import { Hono } from 'hono/tiny';
import type { JsonRecord } from '../core/is-record.js';
import { jsonBody, requiredText, wholeNumber } from './checks.js';
import { badRequest } from './errors.js';
import { hashedVector } from './hashing.js';
import { checkModel, HASH } from './models.js';
import { countTokens } from './tokens.js';

const USUAL_DIMENSIONS = 256;
const MOST_DIMENSIONS = 4096;
const MOST_TEXTS = 2048;

/** The endpoint of embeddings. */
export const embeddings = new Hono();

embeddings.post('/', async (context) => {
  const body = await jsonBody(context);
  checkModel(requiredText(body, 'model'), HASH, 'embeddings');
  const texts = textsOf(body);
  const encode = encoderOf(body);
  const dimensions =
    wholeNumber(body, 'dimensions', { least: 1, most: MOST_DIMENSIONS }) ?? USUAL_DIMENSIONS;
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  return context.json({
    object: 'list',
    data: texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: encode(hashedVector(text, dimensions)),
    })),
    model: HASH,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
});

function textsOf({ input }: JsonRecord): string[] {
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (input === undefined || input === null) throw badRequest("'input' is missing.", 'input');
  if (texts.length === 0 || texts.length > MOST_TEXTS) {
    throw badRequest(`'input' takes from 1 to ${MOST_TEXTS} texts.`, 'input');
  }
  return texts.map((text) => {
    if (typeof text === 'string' && text !== '') return text;
    throw badRequest(
      text === ''
        ? "'input' holds an empty text."
        : "'input' must be a text or a list of texts: token numbers mean nothing to this server.",
      'input',
    );
  });
}

type Encode = (vector: Float32Array) => number[] | string;

function encoderOf({ encoding_format: format }: JsonRecord): Encode {
  if (format === undefined || format === null || format === 'float') return (vector) => [...vector];
  if (format === 'base64') return (vector) => littleEndian(vector).toString('base64');
  throw badRequest("'encoding_format' is float or base64.", 'encoding_format');
}

/** As the protocol has them: 32-bit floats, the lowest byte first. */
function littleEndian(vector: Float32Array): Buffer {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return endianness() === 'BE' ? bytes.swap32() : bytes;
}
