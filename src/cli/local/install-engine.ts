import { parseArgs } from 'node:util';
import { InputError } from '../../core/errors/errors.js';
import { GPUS, type Gpu, installEngine } from '../../local/engines/gguf/install.js';
import { print, write } from '../start/print.js';
import { type Usage, usage } from '../start/usage.js';
import { StatusLine } from './status-line.js';

const USAGE: Usage = {
  about: [
    'oint local install-engine [--gpu NAME]',
    'Installs the engine for GGUF models: llama.cpp in the package node-llama-cpp, prebuilt, about 90 MB. It goes into the data folder, or the one in OINT_ENGINES. Needs npm.',
  ],
  rows: [
    { left: '    --gpu NAME', right: `Include a GPU backend: ${GPUS.join(', ')}` },
    { left: '-h, --help', right: 'Show this help' },
  ],
};

/** `oint local install-engine`. Returns the exit status. */
export async function installEngineCommand(
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const { gpu, help } = read(args);
  if (help) {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  const status = new StatusLine(process.stderr);
  status.show('npm: resolving');
  try {
    const onLine = (line: string) => status.show(line.replace(/^npm http /, 'npm: '));
    const { version, folder } = await installEngine({ gpu, signal, onLine });
    status.clear();
    await print(`node-llama-cpp ${version} is installed in ${folder}\n`);
    return 0;
  } finally {
    status.clear();
  }
}

function read(args: readonly string[]): { gpu: Gpu | undefined; help: boolean } {
  const options = {
    gpu: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  let values: { gpu?: string; help?: boolean };
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    throw wrong((error as Error).message.split('. ')[0]!);
  }
  const gpu = GPUS.find((name) => name === values.gpu);
  if (values.gpu !== undefined && !gpu) {
    throw wrong(`--gpu must be ${GPUS.join(' or ')}, not "${values.gpu.slice(0, 40)}"`);
  }
  return { gpu, help: values.help ?? false };
}

function wrong(message: string): InputError {
  const hint = 'Run oint local install-engine --help for its options.';
  return new InputError({ method: 'local install-engine', message, hint });
}
