import { bytes, number, text, textOrNumber } from '../../../definition/kinds/index.js';
import { inputError } from '../../../definition/kinds/refuse.js';
import { type Kind, type ParamContext, type ParamSpec, param } from '../../../definition/param.js';
import type { Bytes } from '../../../files/bytes.js';

const digits = textOrNumber('').kind;

/** A phone number. The API needs it as a number: without a plus sign, spaces and brackets. */
const phoneKind: Kind<string | number, number> = {
  ...digits,
  async parse(value, place) {
    return wholeNumber(await digits.parse(value, place), place);
  },
};

function wholeNumber(written: string, place: ParamContext): number {
  const plain = written.replace(/[\s()+-]/g, '');
  if (/^\d{5,15}$/.test(plain)) return Number(plain);
  throw inputError(place, ' must be a phone number with its country code, such as 79876543210');
}

/** A param with a phone number. */
function phone<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(phoneKind, summary, spec);
}

export const phoneNumber = phone('Phone number of the account', {
  option: 'phone',
  example: '79876543210',
});

export const picture = bytes('JPEG file', {
  ...{ field: 'file', in: 'form' },
  example: 'logo.jpg',
  as: (file: Bytes) => file.as(file.name ?? 'picture.jpg', file.type ?? 'image/jpeg'),
});

export const file = bytes('File, up to 100 MB', { example: 'report.pdf' });
export const fileUrl = text('URL of the file', {
  ...{ option: 'url', field: 'urlFile' },
  example: 'https://example.com/report.pdf',
});
/** The extension says what kind of message it becomes. */
export const fileName = text('File name with its extension', {
  option: 'filename',
  example: 'report.pdf',
});
export const caption = text('Text below the file', { optional: true, example: 'Report' });

export const groupName = text('Name of the group, up to 100 characters', {
  ...{ option: 'name', field: 'groupName' },
  example: 'Sales',
});

export const timeout = number('Seconds to wait for a notification, from 5 to 60', { default: 5 });
export const count = number('Number of the latest messages', { default: 100 });
