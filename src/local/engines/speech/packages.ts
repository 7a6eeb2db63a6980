import type { PackageSet } from '../../../core/packages/package-set.js';

/** What speaks, and what makes MP3 of it. */
export const speechEngine = {
  name: 'speech-engine',
  packages: { '@echogarden/espeak-ng-emscripten': '^0.3.5', '@breezystack/lamejs': '^1.2.7' },
} satisfies PackageSet;
