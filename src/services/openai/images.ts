import type { Call } from '../../core/definition/call.js';
import { bytes, files, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { FormField } from '../../core/http/form.js';
import { ask, headers, model, options, token, url } from './endpoint.js';
import { formFields } from './form-fields.js';
import { imagesIn } from './images-in.js';
import { pictureFile } from './picture-files.js';
import type { Images } from './types.js';

/**
 * Edits an image, or creates one from several, by a description.
 *
 * @returns `data` has a `url` or the Base64 (`b64_json`) of each image; `options` accepts `n`,
 * `size`, `quality`, `output_format` and more.
 * @see https://platform.openai.com/docs/api-reference/images/createEdit
 */
export const editImage = method('openai', 'EditImage', {
  effect: 'read',
  params: {
    url,
    token,
    model: model('gpt-image-1'),
    images: files('Image, or several', { option: 'image', example: 'picture.png' }),
    prompt: text('Description of the result', { example: 'The same alpaca with a red hat' }),
    mask: bytes('Mask: an image of the same size, clear where to edit', { optional: true }),
    options,
    headers,
  },
  images: imagesIn,
  async run({ url, token, model, images, prompt, mask, options, headers }, call): Promise<Images> {
    const name = images.length === 1 ? 'image' : 'image[]';
    const pictures = images.map((image, at) => picture(name, image, `picture-${at + 1}`, call));
    const masks = mask ? [picture('mask', mask, 'mask', call)] : [];
    const form = [
      ...(await Promise.all([...pictures, ...masks])),
      ...formFields({ model, prompt, ...options }),
    ];
    return ask(call, 'POST', '/images/edits', { url, token, headers, form });
  },
});

/**
 * Creates variations of an image.
 *
 * @returns `data` has a `url` or the Base64 (`b64_json`) of each image; `options` accepts `n`,
 * `size` and `response_format`.
 * @see https://platform.openai.com/docs/api-reference/images/createVariation
 */
export const createImageVariation = method('openai', 'CreateImageVariation', {
  effect: 'read',
  params: {
    url,
    token,
    model: model('dall-e-2'),
    image: bytes('Image', { example: 'picture.png' }),
    options,
    headers,
  },
  images: imagesIn,
  async run({ url, token, model, image, options, headers }, call): Promise<Images> {
    const form = [
      await picture('image', image, 'picture', call),
      ...formFields({ model, ...options }),
    ];
    return ask(call, 'POST', '/images/variations', { url, token, headers, form });
  },
});

async function picture(field: string, from: Bytes, name: string, call: Call): Promise<FormField> {
  return [field, await pictureFile(from, name, call)];
}
