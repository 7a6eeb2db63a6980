import { InputError } from '../../core/errors/errors.js';
import { modelFiles, modelsFolder } from '../../local/engines/gguf/model-files.js';
import { size } from '../run/progress.js';
import { table } from '../start/layout.js';
import { print, write } from '../start/print.js';
import { painter, safe, width } from '../start/terminal.js';
import { type Usage, usage } from '../start/usage.js';

const USAGE: Usage = {
  about: [
    'oint local models [--json]',
    'Lists the installed models. The server and --url local serve them without further options. Files that you put into the folder by hand count too.',
  ],
  rows: [
    { left: '    --json', right: 'Print JSON: id, path, bytes' },
    { left: '-h, --help', right: 'Show this help' },
  ],
};

/** `oint local models`. Returns the exit status. */
export async function modelsCommand([option, ...rest]: readonly string[]): Promise<number> {
  if (option === '--help' || option === '-h') {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  if (option !== undefined && (option !== '--json' || rest.length > 0)) {
    throw new InputError({
      method: 'local models',
      message: `unknown argument "${(option === '--json' ? rest[0]! : option).slice(0, 40)}"`,
      hint: 'Run oint local models --help for its options.',
    });
  }
  const files = await modelFiles();
  if (option === '--json') {
    const shown = files.map(({ id, path, bytes }) => ({ id, path, bytes }));
    await write(`${JSON.stringify(shown, undefined, 2)}\n`);
    return 0;
  }
  if (files.length === 0) {
    await print(`no models in ${modelsFolder()}\nTo add one: oint local pull hf:owner/name\n`);
    return 0;
  }
  const paint = painter(process.stdout);
  const rows = files.map(({ id, bytes, path }) => ({
    left: safe(id, process.stdout),
    right: safe(path, process.stdout),
    note: `(${size(bytes)})`,
  }));
  const lines = table(rows, width(process.stdout), {
    left: (text) => paint('cyan', text),
    note: (text) => paint('dim', text),
  });
  await write(`${lines.join('\n')}\n`);
  return 0;
}
