import { OutputError } from '../../../core/errors/errors.js';

/** With which part of a graphics card llama.cpp computes: a package of its own, of some hundred megabytes. */
export const GPUS = ['cuda', 'vulkan'] as const;
export type Gpu = (typeof GPUS)[number];

/** The packages that hold llama.cpp ready-made for a machine. */
export function binariesFor(platform: string, arch: string, gpu?: Gpu): readonly string[] {
  const system = { darwin: 'mac', win32: 'win', linux: 'linux' }[platform];
  const machine = arch === 'arm' ? 'armv7l' : arch;
  if (system === undefined) {
    throw new OutputError({
      method: 'install model-engine',
      message: `there is no llama.cpp ready-made for ${platform} ${arch}`,
    });
  }
  // Every Mac with a processor of Apple's has the graphics part, too.
  if (system === 'mac' && machine === 'arm64') return ['@node-llama-cpp/mac-arm64-metal'];
  const plain = `@node-llama-cpp/${system}-${machine}`;
  return gpu ? [plain, `${plain}-${gpu}`] : [plain];
}
