import { expect, it } from 'vitest';
import { OutputError } from '../../../core/errors/errors.js';
import { binariesFor } from './binaries.js';

it.each([
  ['linux', 'x64', undefined, ['linux-x64']],
  ['linux', 'arm', undefined, ['linux-armv7l']],
  ['linux', 'x64', 'cuda', ['linux-x64', 'linux-x64-cuda']],
  ['win32', 'x64', 'vulkan', ['win-x64', 'win-x64-vulkan']],
  ['darwin', 'arm64', undefined, ['mac-arm64-metal']],
  ['darwin', 'x64', undefined, ['mac-x64']],
] as const)('%s %s %s uses the matching llama.cpp package', (platform, arch, gpu, names) => {
  expect(binariesFor(platform, arch, gpu)).toEqual(names.map((name) => `@node-llama-cpp/${name}`));
});

it('reports platforms without one', () => {
  expect(() => binariesFor('sunos', 'x64')).toThrow(OutputError);
});
