import type { Call } from '../../core/definition/call.js';
import { verbatim } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { cannotRead, readReference } from '../../core/definition/kinds/typed.js';
import {
  accessOf,
  callContext,
  type Kind,
  type ParamContext,
  param,
} from '../../core/definition/param.js';
import { decodeText } from '../../core/files/decode-text.js';
import type { Chunk } from './worker/protocol.js';

/** In bytes: a longer script is a mistake. */
const LARGEST = 16 * 2 ** 20;

/** Code in a text, with its name in errors. */
export function textChunk(code: string, name = 'script'): Chunk {
  const withoutFirst = code.replace(/^\ufeff/, '').replace(/^#[^\n]*/, '');
  return { code: Buffer.from(withoutFirst), name: `=${name}`, kind: 'text' };
}

const isFileName = (text: string) => /\.lua$/i.test(text) && !/[\r\n]/.test(text);

/** Code, or the path of a file that ends with `.lua`. */
export async function codeOrFile(
  given: string,
  context: ParamContext,
  name?: string,
): Promise<Chunk> {
  if (!isFileName(given)) return textChunk(given, name);
  // `return x.lua` is code.
  const isThere = await accessOf(context).files.find(given);
  if (!isThere && /[\s()=]/.test(given)) return textChunk(given, name);
  return fileChunk(given, context, 'text');
}

/** The code in a file. */
async function fileChunk(path: string, context: ParamContext, kind: Chunk['kind']): Promise<Chunk> {
  const { files } = accessOf(context);
  const found = await files.find(path);
  if (found && found.size > LARGEST) {
    throw inputError(context, `: ${path} is larger than ${LARGEST / 2 ** 20} MiB`);
  }
  try {
    const bytes = await files.read(path);
    const name = path.replace(/^.*[\\/]/, '');
    if (kind === 'bytecode') return { code: bytes, name: `=${name}`, kind };
    return textChunk(decodeText(bytes), name);
  } catch (error) {
    throw cannotRead(path, context, error);
  }
}

const plain = verbatim('').kind;

/** Code that is run. A model may not choose it: it could use all of the time and memory it gets. */
const scriptKind: Kind<string, Chunk> = {
  ...plain,
  takes: 'Lua code, or the path of a .lua file',
  async parse(value, context) {
    if (!accessOf(context).trusted) throw inputError(context, ': running code is not allowed');
    const { sources } = context;
    if (typeof value === 'string' && sources) {
      const referred = await readReference(value, context, sources);
      if (referred !== undefined) return textChunk(referred, nameOf(value));
    }
    return codeOrFile(
      typeof value === 'string' ? value : await plain.parse(value, context),
      context,
    );
  },
};

function nameOf(reference: string): string {
  return /^@[^@]/.test(reference) ? reference.replace(/^@(.*[\\/])?/, '') : 'script';
}

export function script(example: string) {
  return param(scriptKind, 'Lua code, or path of a .lua file', { reach: 'code', example });
}

/** The code of a file of a param. */
export function fileOf(call: Call, path: string, kind: Chunk['kind'] = 'text'): Promise<Chunk> {
  return fileChunk(path, callContext(call, 'path'), kind);
}
