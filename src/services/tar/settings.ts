import type { Call } from '../../core/definition/call.js';
import { readFlag } from '../../core/definition/kinds/flag-words.js';
import { knownFields } from '../../core/definition/kinds/index.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { callContext, partContext } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Compression } from './packing.js';

export const settings = knownFields(
  ['gzip', 'gzip_level'],
  'Settings, as GetArchivingSettingsStructure returns them',
  { optional: true, example: "{'gzip':true,'gzip_level':9}" },
);

const USUAL_LEVEL = 6;
const MOST_LEVEL = 9;

/** The compression that the settings name; `gzip` if they do not say whether there is one. */
export function compressionOf(
  given: JsonRecord | undefined,
  gzip: boolean,
  call: Call,
): Compression {
  const { gzip: own, gzip_level } = given ?? {};
  const level = isGiven(gzip_level) ? levelOf(gzip_level, call) : USUAL_LEVEL;
  return { gzip: isGiven(own) ? flagOf(own, call) : gzip, level };
}

/** Other archives and compressions, which the name of a new archive must not promise. */
const OTHERS = /\.(?:t?bz2|tbz|t?xz|txz|t?zst|lz4|lzma|zip|7z|rar)$/i;

/** True if the name of a new archive says that it is compressed. */
export function isGzipName(call: Call, dest: string | undefined): boolean {
  if (dest === undefined) return false;
  if (OTHERS.test(dest)) {
    throw inputError(
      callContext(call, 'dest'),
      `: ${dest} would be a tar archive, with or without gzip`,
      {
        hint: 'Choose a name that ends with .tar, .tar.gz or .tgz.',
      },
    );
  }
  return /\.(?:tar\.gz|tgz)$/i.test(dest);
}

/** Fields of a template that were not filled in are empty. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function flagOf(value: unknown, call: Call): boolean {
  const found = typeof value === 'boolean' ? value : readFlag(String(value));
  if (found !== undefined) return found;
  throw refuse(value, partContext(callContext(call, 'settings'), '.gzip'), 'true or false');
}

function levelOf(value: unknown, call: Call): number {
  const level = Number(value);
  if (Number.isInteger(level) && level >= 0 && level <= MOST_LEVEL) return level;
  const context = partContext(callContext(call, 'settings'), '.gzip_level');
  throw refuse(value, context, `a whole number from 0 to ${MOST_LEVEL}`);
}
