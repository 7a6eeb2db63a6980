import { missingOf } from '../../core/packages/find-package.js';
import { modelFiles } from '../../local/engines/gguf/model-files.js';
import { modelEngine } from '../../local/engines/gguf/packages.js';

/** The model of the embedded server for a question that names none: the only real one, if it can run. */
export async function usualModel(): Promise<string> {
  const [only, another] = await modelFiles();
  return only && !another && missingOf(modelEngine).length === 0 ? only.id : 'oint-guide';
}
