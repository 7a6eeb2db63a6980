import { badRequest } from '../../errors.js';
import type { Engine, Media, Model, SpeakTask } from '../engine.js';
import { ownCard } from '../own-card.js';

const [SLOWEST, FASTEST] = [0.5, 2.5];

const espeak_ng: Model = {
  card: ownCard(
    'espeak-ng',
    '2026-11-27',
    "Converts text to speech with eSpeak NG: clear and robotic, in more than a hundred languages. It needs the package @echogarden/espeak-ng-emscripten (GPL-3.0), installed next to OInt, and for MP3 @breezystack/lamejs (LGPL-3.0). OpenAI's voice names select eSpeak NG voices; the language is detected from the script of the text (Latin: English), or set by the voice: de, fr+f2, pt-br. WAV, PCM (24 kHz) and MP3; speeds from 0.5 to 2.5; `instructions` are ignored. For speech only.",
  ),
  async speak({ text, voice, format, speed, signal }: SpeakTask): Promise<Media> {
    if (speed < SLOWEST || speed > FASTEST) {
      const message = `The 'speed' of the model 'espeak-ng' must be from ${SLOWEST} to ${FASTEST}.`;
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

/** Text to speech. */
export class SpeechEngine implements Engine {
  async models(): Promise<readonly Model[]> {
    return [espeak_ng];
  }
}
