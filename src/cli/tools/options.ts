import { parseArgs } from 'node:util';
import { InputError } from '../../core/errors/errors.js';
import { optionRows, optionsOf, type ParsedOptions } from '../start/option.js';
import { write } from '../start/print.js';
import { usage } from '../start/usage.js';

const OUT = { type: 'string', value: 'FILE', summary: 'Write the result to a file' } as const;
const HELP = { type: 'boolean', short: 'h', summary: 'Show this help' } as const;

export const JSON_OPTIONS = {
  json: { type: 'string', short: 'j', value: 'JSON', summary: 'JSON, a file, a URL or -' },
  nesting: {
    type: 'string',
    short: 'n',
    value: 'NUMBER',
    summary: 'How many levels of objects to open',
    usual: 'all',
  },
  name: { type: 'string', short: 'm', value: 'NAME', summary: 'Print the value with this name' },
  enc: {
    type: 'string',
    short: 'e',
    value: 'NAME',
    summary: 'Encoding of the file',
    usual: 'UTF-8',
  },
  out: OUT,
  help: HELP,
} as const satisfies ParsedOptions;

export const BASE64_OPTIONS = {
  in: { type: 'string', short: 'i', value: 'FILE', summary: 'File with Base64' },
  out: OUT,
  help: HELP,
} as const satisfies ParsedOptions;

/** The values of a tool's options; `undefined` if its help was printed. */
export async function readOptions(
  title: string,
  about: string,
  options: ParsedOptions,
  args: readonly string[],
): Promise<Readonly<Record<string, string | undefined>> | undefined> {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }));
  } catch (cause) {
    const { message } = cause as Error;
    const hint = `Run oint ${title} --help to list its options.`;
    throw new InputError({ method: title, message, hint, cause });
  }
  if (!values.help) return values as Record<string, string | undefined>;
  const rows = optionRows(optionsOf(options));
  await write(usage({ about: [`oint ${title}`, about], rows }, process.stdout));
  return undefined;
}

/** The value of an option that must be given. */
export function needed(title: string, option: string, value: string | undefined): string {
  if (value) return value;
  throw new InputError({ method: title, param: `--${option}`, message: `--${option} is missing` });
}
