import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { folder } from '../../../../test/support/folder.js';
import { engines, hasLlama, skippedWithoutLlama } from '../../../../test/support/llama.js';

const ROOT = join(import.meta.dirname, '../../../..');

it.skipIf(!hasLlama)(`the types match those of the package${skippedWithoutLlama}`, async () => {
  const place = await folder();
  await mkdir(join(place, 'node_modules'));
  await symlink(
    join(engines, 'node_modules/node-llama-cpp'),
    join(place, 'node_modules/node-llama-cpp'),
  );
  await writeFile(
    join(place, 'same.ts'),
    `import type * as real from 'node-llama-cpp';
import type * as ours from '${join(import.meta.dirname, 'llama.js')}';
// What is given to these is of the package itself, or a schema, whose types are too deep to compare.
type Made = 'LlamaChat' | 'LlamaCompletion' | 'resolveChatWrapper';
type Result<F extends (...args: never[]) => unknown> = Awaited<ReturnType<F>>;
type Results<C extends Chat, T extends Completion, W extends Wrapper> = [
  Result<C['generateResponse']>,
  Result<T['generateCompletionWithMeta']>,
  Result<W['generateContextState']>,
];
type Chat = { generateResponse(...args: never[]): unknown };
type Completion = { generateCompletionWithMeta(...args: never[]): unknown };
type Wrapper = { generateContextState(...args: never[]): unknown };
type Options = Omit<ours.Generation, 'grammar'>;
export const taken: [
  Omit<ours.LlamaLibrary, Made>, Results<ours.LlamaChat, InstanceType<ours.LlamaLibrary['LlamaCompletion']>, ours.ChatWrapper>
] = {} as [
  Omit<typeof real, Made>, Results<real.LlamaChat, real.LlamaCompletion, real.ChatWrapper>
];
export const given: [
  real.LLamaChatGenerateResponseOptions, real.LlamaCompletionGenerationOptions, real.ChatHistoryItem
] = {} as [
  Options & { contextShift: { size: number } },
  Options & { disableContextShift: true; contextShiftSize: number },
  ours.ChatItem,
];
`,
  );
  const options = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')], noUnusedLocals: false },
    include: ['same.ts'],
  };
  await writeFile(join(place, 'tsconfig.json'), JSON.stringify(options));
  await writeFile(join(place, 'package.json'), '{"type":"module"}');
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = promisify(execFile)(process.execPath, [tsc, '-p', place]);
  await expect(compiled.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' });
});
