import { extname } from 'node:path';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';

/** The media types of formats, by extension. */
const TYPES = {
  pdf: 'application/pdf',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
  odt: `${OPEN}.text`,
  ods: `${OPEN}.spreadsheet`,
  odp: `${OPEN}.presentation`,
  rtf: 'application/rtf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  epub: 'application/epub+zip',
  zip: 'application/zip',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  json: 'application/vnd.google-apps.script+json',
} as const;

type Format = keyof typeof TYPES;

/** The formats of each kind of Google document. The first is the default. */
const FORMATS: Readonly<Record<string, readonly Format[]>> = {
  document: ['docx', 'odt', 'rtf', 'pdf', 'txt', 'md', 'html', 'epub', 'zip'],
  spreadsheet: ['xlsx', 'ods', 'pdf', 'csv', 'tsv', 'zip'],
  presentation: ['pptx', 'odp', 'pdf', 'txt', 'jpg', 'png', 'svg'],
  drawing: ['png', 'pdf', 'jpg', 'svg'],
  script: ['json'],
};

export const formats: readonly string[] = Object.keys(TYPES);

/** The start of the media types of Google's own documents. */
export const GOOGLE = 'application/vnd.google-apps.';

/**
 * The media type of the export of a document: of the given format, of the ending of the file to
 * write, or the default. `undefined` for other files.
 */
export function exportTypeOf(
  call: Call,
  mimeType: string,
  format: string | undefined,
): string | undefined {
  const kind = mimeType.startsWith(GOOGLE) ? mimeType.slice(GOOGLE.length) : '';
  const known = Object.hasOwn(FORMATS, kind) ? FORMATS[kind]! : undefined;
  if (!known) {
    if (format === undefined) return undefined;
    throw refusal(call, 'the file is not a Google document, so it has only its own format');
  }
  const ending = extname(call.options.saveTo ?? '').slice(1);
  const wanted = format ?? known.find((one) => one === ending.toLowerCase()) ?? known[0]!;
  const found = known.find((one) => one === wanted.toLowerCase());
  if (found) return TYPES[found];
  throw refusal(call, `Google exports a ${kind} as ${known.join(', ')}, not as ${wanted}`);
}

function refusal(call: Call, what: string): InputError {
  const message = call.redactor.text(`${call.label('format')}: ${what}`);
  return new InputError({ method: call.method, param: 'format', message });
}
