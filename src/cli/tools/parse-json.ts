import { readFile } from 'node:fs/promises';
import { existsHere } from '../../core/access/files.js';
import { record } from '../../core/definition/kinds/index.js';
import { InputError, OutputError } from '../../core/errors/errors.js';
import { Redactor } from '../../core/errors/redact.js';
import { readConfig } from '../run/config-file.js';
import { checkTarget, deliver } from '../run/output.js';
import { TypedSources } from '../run/sources.js';
import { leavesOf } from './flatten.js';
import { JSON_OPTIONS, needed, readOptions } from './options.js';

const TITLE = 'tools ParseJSON';
const shape = record('JSON');

/** `oint tools ParseJSON`. Returns the exit status. */
export async function parseJsonCommand(args: readonly string[]): Promise<number> {
  const about = 'Prints the values in JSON, each below its name, or the one that --name names.';
  const values = await readOptions(TITLE, about, JSON_OPTIONS, args);
  if (!values) return 0;
  await checkTarget(TITLE, values.out);
  const json = await decoded(needed(TITLE, 'json', values.json), values.enc);
  const leaves = leavesOf(await parsed(json), depthOf(values.nesting ?? '0'));
  const { name } = values;
  if (!name) {
    await deliver(leaves.map((leaf) => `${leaf.name}\n${leaf.text}\n`).join('\n'), values.out);
    return 0;
  }
  const found = leaves.find((leaf) => leaf.name === name);
  if (!found) {
    const names = leaves.slice(0, 30).map((leaf) => leaf.name);
    const hint = `Names: ${names.join(', ')}${leaves.length > names.length ? ', …' : '.'}`;
    throw new OutputError({ method: TITLE, message: `the JSON has no value "${name}"`, hint });
  }
  await deliver(found.text, values.out);
  return 0;
}

async function parsed(json: string) {
  const sources = new TypedSources(await readConfig());
  const redactor = new Redactor();
  const context = { param: 'json', name: '--json', method: TITLE, redactor, sources };
  try {
    return await shape.kind.parse(json, context);
  } finally {
    sources.release();
  }
}

/** The text of a file in another encoding than UTF-8. */
async function decoded(json: string, encoding: string | undefined): Promise<string> {
  const path = json.replace(/^@(?!@)/, '');
  if (!encoding || /^utf-?8$/i.test(encoding) || !existsHere(path)) return json;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const message = `--enc: cannot read ${path} as ${encoding}: ${(cause as Error).message}`;
    throw new InputError({ method: TITLE, param: '--enc', message, cause });
  }
}

function depthOf(nesting: string): number {
  if (/^\d{1,3}$/.test(nesting)) return Number(nesting);
  const message = `--nesting must be a number of levels, not "${nesting}"`;
  throw new InputError({ method: TITLE, param: '--nesting', message });
}
