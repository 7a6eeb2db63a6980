import type { PackageSet } from '../../core/packages/package-set.js';
import { binariesFor, type Gpu } from './gguf/binaries.js';
import { modelEngine } from './gguf/packages.js';
import { speechEngine } from './speech/packages.js';

/** An engine that needs packages, which do not come with OInt. */
export interface EngineNeeds {
  /** What it is for. */
  title: string;
  needs: PackageSet;
  /** More packages, of those that the set's own have as optional: the ones for this machine. */
  forMachine?: (gpu: Gpu | undefined) => readonly string[];
}

export const engineNeeds: readonly EngineNeeds[] = [
  {
    title: 'GGUF models, by llama.cpp (some 90 MB)',
    needs: modelEngine,
    forMachine: (gpu) => binariesFor(process.platform, process.arch, gpu),
  },
  { title: 'Speech, by eSpeak NG (GPL-3.0), and MP3 (LGPL-3.0)', needs: speechEngine },
];
