import { dirname, join } from 'node:path';
import type { Files } from '../access/files.js';
import { bytesKind } from '../definition/kinds/bytes.js';
import { inputError } from '../definition/kinds/refuse.js';
import { accessOf, type ParamContext, partContext } from '../definition/param.js';
import type { InputError } from '../errors/errors.js';
import { decodeText } from '../files/decode-text.js';
import { builtIn } from '../protobuf/built-in.js';
import { addFile, readFiles } from '../protobuf/descriptors.js';
import { ProtobufProblem, Schema } from '../protobuf/schema.js';
import type { JsonRecord } from '../util/is-record.js';
import { ProtoParser } from './proto-text.js';

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 5000;

/** What a schema is made of, by the names that imports use. */
interface Sources {
  texts: Map<string, string>;
  sets: Buffer[];
  /** Where imports that are not among them may be. */
  folders: Set<string>;
}

/**
 * The schema of .proto files and descriptor sets, by the names under which others import them: each
 * is its text, a path, a folder or a URL.
 *
 * @throws {InputError} One of them cannot be read.
 */
export async function schemaOfFiles(given: JsonRecord, context: ParamContext): Promise<Schema> {
  const sources: Sources = { texts: new Map(), sets: [], folders: new Set() };
  for (const [name, value] of Object.entries(given)) {
    await collect(name, value, sources, partContext(context, `['${name}']`));
  }
  const schema = new Schema(builtIn);
  for (const set of sources.sets) addSet(schema, set, context);
  if (sources.texts.size > 0) await addTexts(schema, sources, context);
  return schema;
}

async function collect(
  name: string,
  value: unknown,
  sources: Sources,
  context: ParamContext,
): Promise<void> {
  if (typeof value === 'string' && isSchemaText(value)) {
    sources.texts.set(name, value);
    return;
  }
  const { files } = accessOf(context);
  if (typeof value === 'string' && (await isFolder(files, value))) {
    sources.folders.add(value);
    return collectFolder(files, value, '', sources, context);
  }
  const bytes = await bytesKind.parse(value, context);
  const content = await bytes.buffer();
  if (content.length > MOST_BYTES) throw inputError(context, ': it is larger than 64 MiB');
  const text = textOf(content);
  if (text === undefined) sources.sets.push(content);
  else sources.texts.set(name, text);
  if (bytes.path !== undefined) sources.folders.add(dirname(bytes.path));
}

function isSchemaText(value: string): boolean {
  return (
    /[;{]/.test(value) && /\b(syntax|edition|package|message|service|enum|import)\b/.test(value)
  );
}

/** The text of a .proto file; `undefined` for a descriptor set, which is not text. */
function textOf(content: Buffer): string | undefined {
  try {
    const text = decodeText(content);
    return isSchemaText(text) && !text.includes('\0') ? text : undefined;
  } catch {
    return undefined;
  }
}

async function isFolder(files: Files, path: string): Promise<boolean> {
  const found = await files.find(path).catch(() => undefined);
  return found?.kind === 'folder';
}

async function collectFolder(
  files: Files,
  root: string,
  under: string,
  sources: Sources,
  context: ParamContext,
): Promise<void> {
  for (const entry of await files.list(join(root, under))) {
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
      await collectFolder(files, root, name, sources, context);
    } else if (entry.isFile() && name.endsWith('.proto')) {
      if (sources.texts.size >= MOST_FILES) throw inputError(context, ': it has too many files');
      sources.texts.set(name, decodeText(await files.read(join(root, name))));
    }
  }
}

function addSet(schema: Schema, set: Buffer, context: ParamContext): void {
  try {
    const files = readFiles(set);
    if (files.length === 0) throw new ProtobufProblem('it has no files');
    for (const file of files) addFile(schema, file);
  } catch (error) {
    if (!(error instanceof ProtobufProblem)) throw error;
    throw inputError(context, ` is neither a .proto file nor a descriptor set: ${error.message}`, {
      hint: 'protoc writes a descriptor set with its option descriptor_set_out.',
    });
  }
}

async function addTexts(schema: Schema, sources: Sources, context: ParamContext): Promise<void> {
  const parser = await ProtoParser.load();
  const { files } = accessOf(context);
  const known = new Set<string>();
  const waiting = [...sources.texts].map(([name, text]) => ({ name, text }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (known.has(next.name)) continue;
    known.add(next.name);
    if (known.size > MOST_FILES) throw inputError(context, ': it imports too many files');
    for (const name of added(parser, next.name, next.text, context)) {
      if (known.has(name) || sources.texts.has(name)) continue;
      const text = /^google\/protobuf\//.test(name)
        ? undefined
        : await imported(files, sources.folders, name);
      if (text !== undefined) waiting.push({ name, text });
      else if (!isGoogles(name)) throw missing(next.name, name, context);
    }
  }
  try {
    parser.finish(schema);
  } catch (error) {
    throw problem(error, '', context);
  }
}

function added(
  parser: ProtoParser,
  name: string,
  text: string,
  context: ParamContext,
): readonly string[] {
  try {
    return parser.add(text);
  } catch (error) {
    throw problem(error, ` in ${name}`, context);
  }
}

/** Files whose types are known, or that only have options, which change no message. */
function isGoogles(name: string): boolean {
  return /^google\/(protobuf|api)\/\w+\.proto$/.test(name);
}

async function imported(
  files: Files,
  folders: ReadonlySet<string>,
  name: string,
): Promise<string | undefined> {
  if (name.split('/').includes('..') || name.startsWith('/')) return undefined;
  for (const folder of folders) {
    const path = join(folder, name);
    if ((await files.find(path).catch(() => undefined))?.kind !== 'file') continue;
    return decodeText(await files.read(path));
  }
  return undefined;
}

function missing(by: string, name: string, context: ParamContext): InputError {
  return inputError(context, `: ${by} imports ${name}, which is not among the files`, {
    hint: `Pass it too, by that name: {'${by}':'…','${name}':'…'}, or the folder that it is in.`,
  });
}

function problem(error: unknown, where: string, context: ParamContext): unknown {
  if (!(error instanceof ProtobufProblem)) return error;
  return inputError(context, ` is not a valid schema${where}: ${error.message}`);
}
