import { InputError } from '../../core/errors/errors.js';
import { modelFiles, removeModel } from '../../local/engines/gguf/model-files.js';
import { size } from '../run/progress.js';
import { print, write } from '../start/print.js';
import { didYouMean } from '../start/suggest.js';
import { type Usage, usage } from '../start/usage.js';

const USAGE: Usage = {
  about: ['oint local rm NAME …', 'Deletes models from this machine.'],
  rows: [{ left: '-h, --help', right: 'Show this help' }],
};

/** `oint local rm`. Returns the exit status. */
export async function rmCommand(names: readonly string[]): Promise<number> {
  if (names.includes('--help') || names.includes('-h')) {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  if (names.length === 0) throw wrong('no model given', 'Run oint local models to list them.');
  const files = await modelFiles();
  const found = names.map((name) => {
    const file = files.find(({ id }) => id === name);
    if (file) return file;
    const ids = files.map(({ id }) => id);
    throw wrong(
      `there is no model "${name}"`,
      didYouMean(name, ids) ?? 'Run oint local models to list them.',
    );
  });
  for (const file of found) {
    await removeModel(file);
    await print(`deleted ${file.id} (${size(file.bytes)})\n`);
  }
  return 0;
}

function wrong(message: string, hint: string): InputError {
  return new InputError({ method: 'local rm', message, hint });
}
