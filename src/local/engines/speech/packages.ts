import type { PackageSet } from '../../../core/packages/package-set.js';

/** Speech, and the MP3 encoder. */
export const speechEngine = {
  name: 'speech-engine',
  packages: { '@echogarden/espeak-ng-emscripten': '^0.3.5', '@breezystack/lamejs': '^1.2.7' },
} satisfies PackageSet;
