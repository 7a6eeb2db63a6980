import { badRequest } from '../../errors.js';
import type { Engine, Media, Model, SpeakTask } from '../engine.js';
import { ownCard } from '../own-card.js';

const [SLOWEST, FASTEST] = [0.5, 2.5];

const espeak_ng: Model = {
  card: ownCard(
    'espeak-ng',
    '2026-11-27',
    "Speaks by eSpeak NG: clear and robotic, more than a hundred languages. It needs the package @echogarden/espeak-ng-emscripten (GPL-3.0), which is installed beside OInt, and for MP3 @breezystack/lamejs (LGPL-3.0). OpenAI's names of voices stand for voices of its own; the language goes by the script of the text (Latin: English), or a voice names it: de, fr+f2, pt-br. WAV, PCM (24 kHz) and MP3; speeds from 0.5 to 2.5; `instructions` make no difference. For speech only.",
  ),
  async speak({ text, voice, format, speed, signal }: SpeakTask): Promise<Media> {
    if (speed < SLOWEST || speed > FASTEST) {
      const message = `The model 'espeak-ng' speaks at a 'speed' from ${SLOWEST} to ${FASTEST}.`;
      throw badRequest(message, 'speed');
    }
    const [{ encoderOf }, { synthesizer, synthesize }] = await Promise.all([
      import('./sound.js'),
      import('./espeak.js'),
    ]);
    const espeak = await synthesizer();
    const encode = await encoderOf(format);
    return encode(await synthesize(espeak, { text, voice, speed, signal }), signal);
  },
};

/** What speaks texts. */
export class SpeechEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [espeak_ng];
  }
}
