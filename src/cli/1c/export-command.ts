import { resolve } from 'node:path';
import { type Export, exportedFiles, FORMATS, servicesOf } from '../../bsl/export/export.js';
import { exportedMethods } from '../../bsl/export/service-module.js';
import { readIndex } from '../../catalogue/manifest.js';
import { InputError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import { readOptions, type ValuesOf, wordsIn } from '../serving/limits.js';
import type { Candidate } from '../start/command.js';
import { nextOptions, optionRows, optionsOf, type ParsedOptions } from '../start/option.js';
import { print, write } from '../start/print.js';
import { didYouMean } from '../start/suggest.js';
import { type Usage, usage } from '../start/usage.js';
import { writeExport } from './write-export.js';

const METHOD = '1c export';

const OPTIONS = {
  out: {
    type: 'string',
    value: 'FOLDER',
    summary: 'Folder to write to: a new or empty one, or an older export, which is replaced',
  },
  format: {
    type: 'string',
    value: 'NAME',
    summary:
      'files: for "Load configuration from files"; edt: a project of EDT; ospx: a library and package of OneScript; modules: only the modules',
    usual: 'files',
  },
  lang: {
    type: 'string',
    value: 'LANGUAGE',
    summary: 'Language of the modules and their names: en or ru',
    usual: 'en',
  },
  services: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    summary: 'Only these services, such as openai,telegram; repeatable',
  },
  prefix: {
    type: 'string',
    value: 'TEXT',
    summary: 'What the names of modules begin with',
    usual: 'OPI_',
  },
  server: {
    type: 'string',
    value: 'URL',
    summary: "Address of OInt's server",
    usual: 'http://127.0.0.1:8088',
  },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const satisfies ParsedOptions;

const USAGE: Usage = {
  about: [
    'oint 1c export --out FOLDER',
    "Writes modules such as OPI_OpenAI for 1C:Enterprise or OneScript. Their functions have the reference's names and params, and call oint server http.",
  ],
  rows: optionRows(optionsOf(OPTIONS)),
  notes: [
    'The address, the token and the timeout are in the region Settings of the module OPI_Server. A new export into the same folder keeps that region. No secrets are written.',
    'See oint docs 1c for how to install the modules.',
  ],
};

/** What an export in each format is. */
const KINDS = {
  files: 'a configuration for the Designer',
  edt: 'a project of EDT',
  ospx: 'a library and package of OneScript',
  modules: 'modules',
};

/** `oint 1c export`. Returns the exit status. */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const values = readOptions(METHOD, args, OPTIONS);
  if (values.help) {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  const folder = values.out;
  if (!folder) throw wrong('--out is missing: the folder to write to');
  const wanted = wantedIn(values);
  const files = await writeExport(resolve(folder), wanted, (settings) => {
    const isOther = settings !== undefined && !settings.includes(`"${wanted.server}"`);
    if (values.server !== undefined && isOther) throw keepsAddress(folder);
    return exportedFiles(wanted, settings);
  });
  const services = servicesOf(wanted);
  const methods = services.flatMap(exportedMethods).length;
  await print(
    `${folder}: ${KINDS[wanted.format]}, ${count(services.length, 'service')}, ${count(methods, 'method')}, ${count(files, 'file')}\n`,
  );
  return 0;
}

/** The words that may come next on the command line. */
export async function nextExportWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  const values: Record<string, readonly string[]> = {
    '--format': FORMATS,
    '--lang': ['en', 'ru'],
    '--services': readIndex().services.map(({ name }) => name),
  };
  const words = values[typed.at(-1) ?? ''];
  if (words) return words.map((word) => ({ word, summary: '' }));
  return nextOptions(optionsOf(OPTIONS), typed);
}

function wantedIn(values: ValuesOf<typeof OPTIONS>): Export {
  const { format = 'files', lang = 'en', prefix = 'OPI_', server = OPTIONS.server.usual } = values;
  return {
    format: oneOf('format', format, FORMATS),
    language: oneOf('lang', lang, ['en', 'ru']),
    services: servicesIn(values.services),
    prefix: checkedPrefix(prefix),
    server: checkedServer(server),
  };
}

function oneOf<const T extends string>(option: string, typed: string, names: readonly T[]): T {
  const found = names.find((name) => name === typed.toLowerCase());
  if (found !== undefined) return found;
  throw wrong(`--${option} must be one of ${names.join(', ')}, not "${cut(typed, 60)}"`);
}

function servicesIn(typed: readonly string[] | undefined): readonly string[] {
  const all = readIndex().services.map(({ name }) => name);
  if (typed === undefined) return all;
  const chosen = wordsIn(typed).map((word) => word.toLowerCase());
  for (const name of chosen) {
    if (all.includes(name)) continue;
    const hint = didYouMean(name, all) ?? 'Run oint --help to list the services.';
    throw wrong(`there is no service "${cut(name, 60)}"`, hint);
  }
  if (chosen.length === 0) throw wrong('--services is empty');
  return all.filter((name) => chosen.includes(name));
}

function checkedPrefix(typed: string): string {
  if (/^\p{L}[\p{L}\p{N}_]{0,30}$/u.test(typed)) return typed;
  throw wrong(
    `--prefix must begin with a letter and have only letters, digits and underscores, not "${cut(typed, 60)}"`,
  );
}

/** The address goes into a text of the module, and a name or password in it would be a secret there. */
function checkedServer(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash;
  if (url && isHttp && isPlain && !url.hostname.startsWith('[')) return url.href.replace(/\/$/, '');
  throw wrong(
    '--server must be an address such as http://192.168.0.5:8088',
    'It has no user name, password or query, and is not an IPv6 address. The token goes into the settings of the module.',
  );
}

function keepsAddress(folder: string): InputError {
  return wrong(
    `--server is not the address in the settings of ${folder}, which an export keeps`,
    'Change the address in the region Settings, or use a new folder.',
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function wrong(message: string, hint = `See oint ${METHOD} --help.`): InputError {
  return new InputError({ method: METHOD, message, hint });
}
