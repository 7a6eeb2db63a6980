import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';

/** Returns an image block for a message. */
export const generateImageBlock = method('slack', 'GenerateImageBlock', {
  effect: 'read',
  offline: true,
  params: {
    url: text('URL of the image', {
      option: 'picture',
      example: 'https://example.com/cat.png',
    }),
    alt: text('Alternative text', { example: 'A cat', optional: true }),
  },
  run: ({ url, alt }) => ({ type: 'image', image_url: url, alt_text: alt ?? '' }),
});
