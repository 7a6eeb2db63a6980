import { OutputError } from '../../../core/errors/errors.js';

/** Which GPU backend llama.cpp uses: a separate package of some hundred megabytes. */
export const GPUS = ['cuda', 'vulkan'] as const;
export type Gpu = (typeof GPUS)[number];

/** The packages with llama.cpp prebuilt for a machine. */
export function binariesFor(platform: string, arch: string, gpu?: Gpu): readonly string[] {
  const system = { darwin: 'mac', win32: 'win', linux: 'linux' }[platform];
  const machine = arch === 'arm' ? 'armv7l' : arch;
  if (system === undefined) {
    throw new OutputError({
      method: 'install model-engine',
      message: `there is no prebuilt llama.cpp for ${platform} ${arch}`,
    });
  }
  // On Apple silicon the GPU backend is always included.
  if (system === 'mac' && machine === 'arm64') return ['@node-llama-cpp/mac-arm64-metal'];
  const plain = `@node-llama-cpp/${system}-${machine}`;
  return gpu ? [plain, `${plain}-${gpu}`] : [plain];
}
