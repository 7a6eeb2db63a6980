import { badRequest } from '../../errors.js';
import type { DrawTask, Engine, Media, Model } from '../engine.js';
import { ownCard } from '../own-card.js';

const test_card: Model = {
  card: ownCard(
    'test-card',
    '2026-11-27',
    'Draws the prompt as text on a test card: color bars, the size and its own name. It is not a neural network and does not draw what the prompt describes; the same request always produces the same image. PNG only, from 64 to 2048 pixels per side. Its font has Latin, Greek, Cyrillic, kana, Hangul and common Chinese characters; any other is shown as a box. For image generation only. Its tokens are words and symbols.',
  ),
  async draw({ prompt, n, width, height, format, signal }: DrawTask): Promise<readonly Media[]> {
    if (format !== 'png') {
      const message = `The model 'test-card' only supports PNG, not ${format}. Leave 'output_format' out.`;
      throw badRequest(message, 'output_format');
    }
    const { testCard } = await import('./card.js');
    const pictures: Media[] = [];
    for (let number = 1; number <= n; number++) {
      signal?.throwIfAborted();
      pictures.push({
        type: 'image/png',
        bytes: await testCard({ prompt, width, height, number, n }),
      });
    }
    return pictures;
  },
};

/** Test cards with text. */
export class TestCardEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [test_card];
  }
}
