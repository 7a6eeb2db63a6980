import type { PackageSet } from '../../core/packages/package-set.js';
import { binariesFor, type Gpu } from './gguf/binaries.js';
import { modelEngine } from './gguf/packages.js';
import { speechEngine } from './speech/packages.js';

/** An engine with packages that do not come with OInt. */
export interface EngineNeeds {
  /** What it is for. */
  title: string;
  needs: PackageSet;
  /** Additional optional packages for this machine. */
  forMachine?: (gpu: Gpu | undefined) => readonly string[];
}

export const engineNeeds: readonly EngineNeeds[] = [
  {
    title: 'GGUF models, with llama.cpp (about 90 MB)',
    needs: modelEngine,
    forMachine: (gpu) => binariesFor(process.platform, process.arch, gpu),
  },
  { title: 'Speech, with eSpeak NG (GPL-3.0), and MP3 (LGPL-3.0)', needs: speechEngine },
];
