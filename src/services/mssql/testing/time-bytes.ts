import type { SqlType } from './columns.js';

/** Dates and times in the form of their types, from ISO 8601. */
export function timeBytes({ name, size = 7 }: SqlType, text: string): Buffer {
  const [, date = '1900-01-01', time = '00:00:00', zone] =
    /^(\d{4}-\d\d-\d\d)?[T ]?(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const days = (Date.parse(`${date}T00:00:00Z`) - Date.parse('0001-01-01T00:00:00Z')) / 86_400_000;
  const [clock = '', fraction = ''] = time.split('.');
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  const inDay = hours * 3600 + minutes * 60 + seconds;
  const parts = Number(fraction.padEnd(7, '0').slice(0, size) || 0);
  const ticks = inDay * 10 ** size + parts;
  switch (name) {
    case 'date':
      return dayBytes(days);
    case 'time':
      return tickBytes(ticks, size);
    case 'datetime2':
      return Buffer.concat([tickBytes(ticks, size), dayBytes(days)]);
    case 'datetimeoffset':
      return offsetBytes(days, ticks, size, zone);
    default:
      return oldBytes(name, days, inDay, Number(`0.${fraction || 0}`));
  }
}

function dayBytes(days: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(days, 0, 3);
  return bytes;
}

function tickBytes(ticks: number, size: number): Buffer {
  const bytes = Buffer.alloc(size < 3 ? 3 : size < 5 ? 4 : 5);
  bytes.writeUIntLE(ticks, 0, bytes.length);
  return bytes;
}

/** The time is in UTC, and the offset says what clock it was written by. */
function offsetBytes(days: number, ticks: number, size: number, zone = 'Z'): Buffer {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  const perDay = 86_400 * 10 ** size;
  const utc = ticks - offset * 60 * 10 ** size;
  const end = Buffer.alloc(2);
  end.writeInt16LE(offset);
  const inDay = ((utc % perDay) + perDay) % perDay;
  return Buffer.concat([tickBytes(inDay, size), dayBytes(days + Math.floor(utc / perDay)), end]);
}

const DAYS_TO_1900 = 693_595;

function oldBytes(name: string, days: number, inDay: number, fraction: number): Buffer {
  const bytes = Buffer.alloc(name === 'datetime' ? 8 : 4);
  if (name === 'datetime') {
    bytes.writeInt32LE(days - DAYS_TO_1900, 0);
    bytes.writeUInt32LE(Math.round((inDay + fraction) * 300), 4);
  } else {
    bytes.writeUInt16LE(days - DAYS_TO_1900, 0);
    bytes.writeUInt16LE(Math.floor(inDay / 60), 2);
  }
  return bytes;
}
