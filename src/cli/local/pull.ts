import { InputError } from '../../core/errors/errors.js';
import { pull } from '../../local/engines/gguf/pull.js';
import { ProgressBar, size } from '../run/progress.js';
import { print, write } from '../start/print.js';
import { type Usage, usage } from '../start/usage.js';

const USAGE: Usage = {
  about: [
    'oint local pull hf:owner/name[:file]',
    'Downloads a GGUF model from the hub. An interrupted download is resumed, and the file is checked by its SHA-256. Without a file name, the only file is used, or the one named Q4_K_M.',
  ],
  rows: [
    { left: 'HF_TOKEN', right: 'Token for models with restricted access' },
    { left: 'HF_ENDPOINT', right: 'URL of another hub', note: '(default https://huggingface.co)' },
    { left: '-h, --help', right: 'Show this help' },
  ],
};

/** `oint local pull`. Returns the exit status. */
export async function pullCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [spec, ...rest] = args;
  if (spec === '--help' || spec === '-h') {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  if (spec === undefined || rest.length > 0 || spec.startsWith('-')) {
    const message = spec === undefined ? 'no model given' : 'give one model and no options';
    const hint = 'Example: oint local pull hf:owner/name';
    throw new InputError({ method: 'local pull', message, hint });
  }
  const bar = new ProgressBar();
  try {
    const model = await pull(spec, { signal, onProgress: bar.update });
    bar.clear();
    await print(`${model.id}: ${size(model.bytes)}, ${model.path}\n`);
    return 0;
  } finally {
    bar.clear();
  }
}
