import { badRequest } from '../../errors.js';
import type { DrawTask, Engine, Media, Model } from '../engine.js';
import { ownCard } from '../own-card.js';

const test_card: Model = {
  card: ownCard(
    'test-card',
    '2026-11-27',
    'Sets the prompt as text on a test card: colour bars, the size and its own name. It is no neural network and draws nothing that the prompt describes; the same request always makes the same picture. PNG only, from 64 to 2048 pixels a side. Its font has Latin, Greek, Cyrillic, kana, Hangul and common Chinese characters; a box stands for any other. For image generation only. Its tokens are words and signs.',
  ),
  async draw({ prompt, n, width, height, format, signal }: DrawTask): Promise<readonly Media[]> {
    if (format !== 'png') {
      const message = `The model 'test-card' makes PNG, not ${format}: leave 'output_format' out.`;
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

/** What sets texts on pictures. */
export class TestCardEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [test_card];
  }
}
