import { endianness } from 'node:os';
import { Hono } from 'hono/tiny';
import type { JsonRecord } from '../../core/util/is-record.js';
import { inTurns, turns } from '../engines/turns.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { logged } from '../served.js';
import { jsonBody, requiredText, wholeNumber } from './checks.js';

const MOST_DIMENSIONS = 65_536;
const MOST_TEXTS = 2048;

/** The endpoint for embeddings. */
export function embeddings(local: Local): Hono {
  const routes = new Hono();
  routes.post('/', async (context) => {
    const body = await jsonBody(context);
    const model = await local.models.findFor(requiredText(body, 'model'), 'embed');
    const encode = encoderOf(body);
    const { vectors, tokens } = await model.embed({
      texts: textsOf(body),
      dimensions: wholeNumber(body, 'dimensions', { least: 1, most: MOST_DIMENSIONS }),
      signal: context.req.raw.signal,
    });
    logged(context, { model: model.card.id, tokens });
    // Thousands of vectors are long to write out: other requests get their turns.
    const data: string[] = [];
    await inTurns(vectors.entries(), turns(context.req.raw.signal), ([index, vector]) => {
      data.push(JSON.stringify({ object: 'embedding', index, embedding: encode(vector) }));
    });
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    const rest = JSON.stringify({ model: model.card.id, usage }).slice(1);
    const text = `{"object":"list","data":[${data.join(',')}],${rest}`;
    return context.body(text, 200, { 'content-type': 'application/json' });
  });
  return routes;
}

function textsOf({ input }: JsonRecord): string[] {
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (input === undefined || input === null) throw badRequest("'input' is missing.", 'input');
  if (texts.length === 0 || texts.length > MOST_TEXTS) {
    throw badRequest(`'input' must have from 1 to ${MOST_TEXTS} texts.`, 'input');
  }
  return texts.map((text) => {
    if (typeof text === 'string' && text !== '') return text;
    throw badRequest(
      text === ''
        ? "'input' contains an empty string."
        : "'input' must be a string or an array of strings: this server does not accept token arrays.",
      'input',
    );
  });
}

type Encode = (vector: Float32Array) => number[] | string;

function encoderOf({ encoding_format: format }: JsonRecord): Encode {
  if (format === undefined || format === null || format === 'float') return (vector) => [...vector];
  if (format === 'base64') return (vector) => littleEndian(vector).toString('base64');
  throw badRequest("'encoding_format' must be float or base64.", 'encoding_format');
}

/** Base64 as the protocol has it: little-endian 32-bit floats. */
function littleEndian(vector: Float32Array): Buffer {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return endianness() === 'BE' ? bytes.swap32() : bytes;
}
