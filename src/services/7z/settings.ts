import { readFlag } from '../../core/definition/kinds/flag-words.js';
import { settings } from '../../core/definition/kinds/index.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { type ParamContext, partContext } from '../../core/definition/param.js';
import { didYouMean } from '../../core/util/did-you-mean.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** The fields of the settings, and what they mean. */
export const FIELDS = {
  password: 'password; empty for none',
  method: 'Lzma2, Lzma, Bzip2, Ppmd or Copy',
  level: 6,
  solid: false,
  encrypt_header: true,
  threads: 1,
  chunk_size: 'bytes that LZMA2 compresses on their own',
  dictionary_size: 'bytes',
  ppmd_order: 'number from 2 to 32',
  ppmd_memory: 'bytes',
  filters: ['X86, PPC, IA64, ARM, ARM64, ARM_THUMB, SPARC, RISCV or DELTA'],
  delta_distance: 1,
} as const;

/** How an archive is written. */
export interface PackSettings {
  password: string | undefined;
  /** For an archive that exists: the password it has. */
  unpackPassword: string | undefined;
  /** The options of 7-Zip. */
  options: string[];
}

const METHODS = ['Lzma2', 'Lzma', 'Bzip2', 'Ppmd', 'Copy'];

/** What 7-Zip calls the filters. */
const FILTERS: Readonly<Record<string, string>> = {
  X86: 'BCJ',
  PPC: 'PPC',
  IA64: 'IA64',
  ARM: 'ARM',
  ARM64: 'ARM64',
  ARM_THUMB: 'ARMT',
  SPARC: 'SPARC',
  RISCV: 'RISCV',
  DELTA: 'Delta',
};

/** A param for the settings, which contain passwords. */
function settingsParam(structure: string, more: readonly string[] = []) {
  const known = [...Object.keys(FIELDS), ...more];
  return settings(
    {
      takes: `a JSON object such as ${structure} returns`,
      schema: { type: 'object', writeOnly: true },
      secrets: ['password', 'unpack_password'],
      read(value, context) {
        const unknown = Object.keys(value).find((field) => !known.includes(field));
        if (unknown === undefined) return packSettings(value, context);
        const hint = didYouMean(unknown, known) ?? `Fields: ${known.join(', ')}.`;
        const shown = context.redactor.text(unknown.slice(0, 60));
        throw inputError(context, `: unknown field "${shown}"`, { hint });
      },
    },
    `Settings, as ${structure} returns them`,
    { optional: true },
  );
}

export const archivingSettings = settingsParam('GetArchivingSettingsStructure');
export const modificationSettings = settingsParam('GetArchiveModificationStructure', [
  'unpack_password',
]);

function packSettings(given: JsonRecord, context: ParamContext): PackSettings {
  const fields = new SettingFields(given, context);
  const password = fields.text('password');
  const method = fields.oneOf('method', METHODS) ?? 'Lzma2';
  const level = fields.number('level', 0, 9) ?? 6;
  const hidesNames = fields.flag('encrypt_header') ?? true;
  fields.number('threads', 1, 256);
  return {
    password,
    unpackPassword: fields.text('unpack_password'),
    options: [
      `-mx=${level}`,
      `-ms=${fields.flag('solid') ? 'on' : 'off'}`,
      ...methodOptions(fields, method, level),
      ...(password === undefined ? [] : [`-mhe=${hidesNames ? 'on' : 'off'}`]),
    ],
  };
}

/** The filters first, then the method, each with its number. */
function methodOptions(fields: SettingFields, method: string, level: number): string[] {
  const distance = fields.number('delta_distance', 1, 256) ?? 1;
  const filters = fields.list('filters', Object.keys(FILTERS)).map((name) => {
    return name === 'DELTA' ? `${FILTERS[name]}:${distance}` : FILTERS[name]!;
  });
  const dictionary = fields.number('dictionary_size', 4096, 2 ** 28);
  const chunk = fields.number('chunk_size', 4096, 2 ** 31);
  const order = fields.number('ppmd_order', 2, 32);
  const memory = fields.number('ppmd_memory', 2 ** 11, 2 ** 28);
  const details = [
    ...(dictionary !== undefined && /^Lzma/.test(method) ? [`d=${dictionary}b`] : []),
    ...(chunk !== undefined && method === 'Lzma2' ? [`c=${chunk}b`] : []),
    ...(method === 'Ppmd' && order !== undefined ? [`o=${order}`] : []),
    ...(method === 'Ppmd' && memory !== undefined ? [`mem=${memory}b`] : []),
  ];
  const coder = level === 0 ? 'Copy' : [method, ...details].join(':');
  return [...filters, coder].map((name, index) => `-m${index}=${name}`);
}

/** The fields that a caller filled in: those of a template are empty otherwise. */
class SettingFields {
  readonly #given: JsonRecord;
  readonly #context: ParamContext;

  constructor(given: JsonRecord, context: ParamContext) {
    this.#given = given;
    this.#context = context;
  }

  text(field: string): string | undefined {
    const value = this.#value(field);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#refuse(field, value, 'a string');
  }

  flag(field: string): boolean | undefined {
    const value = this.#value(field);
    if (value === undefined || typeof value === 'boolean') return value;
    const found = readFlag(String(value));
    if (found === undefined) throw this.#refuse(field, value, 'true or false');
    return found;
  }

  number(field: string, least: number, most: number): number | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw this.#refuse(field, value, `a whole number from ${least} to ${most}`);
  }

  oneOf(field: string, values: readonly string[]): string | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    const found = values.find((one) => one.toLowerCase() === String(value).toLowerCase());
    if (found === undefined) throw this.#refuse(field, value, values.join(', '));
    return found;
  }

  list(field: string, values: readonly string[]): string[] {
    const value = this.#value(field);
    if (value === undefined) return [];
    const items = (Array.isArray(value) ? value : [value]).filter((item) => item !== '');
    return items.map((item) => {
      const found = values.find((one) => one === String(item).toUpperCase());
      if (found === undefined) throw this.#refuse(field, item, values.join(', '));
      return found;
    });
  }

  #value(field: string): unknown {
    const value = this.#given[field];
    return value === null || value === '' ? undefined : value;
  }

  #refuse(field: string, value: unknown, takes: string) {
    return refuse(value, partContext(this.#context, `.${field}`), takes);
  }
}
