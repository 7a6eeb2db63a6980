import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Progress } from '../../../core/definition/call-options.js';
import { download } from './download.js';
import { type HubSpec, hubFiles, matching, readHubSpec } from './hub.js';
import { type ModelFile, modelAt, modelFiles, modelsFolder } from './model-files.js';

export interface PullOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Downloads a model from the hub (`hf:owner/name[:file]`) into the models folder, unless it is
 * already there.
 */
export async function pull(spec: string, { signal, onProgress }: PullOptions): Promise<ModelFile> {
  const asked = readHubSpec(spec);
  const files = await hubFiles(asked, signal);
  const folder = join(modelsFolder(), asked.owner, asked.name);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const file of files) {
    const to = join(folder, basename(file.name));
    const there = await stat(to).catch(() => undefined);
    if (there?.size !== file.bytes) {
      await download(file, to, {
        asked,
        signal,
        onProgress: ({ done }) => onProgress?.({ direction: 'down', done: before + done, total }),
      });
    }
    before += file.bytes;
  }
  const path = join(folder, basename(files[0]!.name));
  return (await modelFiles()).find((model) => model.path === path) ?? modelAt(path);
}

/**
 * Finds the model that `--model` names: a path, or a model on the hub. A model that is already
 * downloaded is used without contacting the hub.
 */
export async function modelOf(spec: string, options: PullOptions = {}): Promise<ModelFile> {
  if (!spec.startsWith('hf:')) return modelAt(spec);
  return (await downloaded(readHubSpec(spec))) ?? pull(spec, options);
}

async function downloaded({ owner, name, file }: HubSpec): Promise<ModelFile | undefined> {
  const folder = join(modelsFolder(), owner, name);
  const here = (await modelFiles()).filter(({ path }) => join(path, '..') === folder);
  const names = here.map(({ path }) => basename(path));
  const found = matching(names, file && basename(file));
  return found.length === 1 ? here[names.indexOf(found[0]!)] : undefined;
}
