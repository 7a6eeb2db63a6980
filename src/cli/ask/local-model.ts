import { missingOf } from '../../core/packages/find-package.js';
import { modelFiles, useModelAt } from '../../local/engines/gguf/model-files.js';
import { modelEngine } from '../../local/engines/gguf/packages.js';

/** The model of the embedded server for a question that names none: the only real one, if it can run. */
export async function usualModel(): Promise<string> {
  const [only, another] = await modelFiles();
  return only && !another && missingOf(modelEngine).length === 0 ? only.id : 'oint-guide';
}

/** The ID of a model of the embedded server that is named by its ID, or by the path of its file. */
export async function modelNamed(name: string): Promise<string> {
  const isPath = /\.gguf$/i.test(name) && !(await modelFiles()).some(({ id }) => id === name);
  return isPath ? useModelAt(name) : name;
}
