import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';

/** Makes a block with a picture, for the blocks of a message. */
export const generateImageBlock = method('slack', 'GenerateImageBlock', {
  effect: 'read',
  offline: true,
  params: {
    url: text('Address of the picture', {
      option: 'picture',
      example: 'https://example.com/cat.png',
    }),
    alt: text('Text in place of the picture', { example: 'A cat', optional: true }),
  },
  run: ({ url, alt }) => ({ type: 'image', image_url: url, alt_text: alt ?? '' }),
});
