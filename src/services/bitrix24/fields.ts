import {
  list,
  record,
  records,
  text,
  textOrNumber,
  texts,
} from '../../core/definition/kinds/index.js';
import type { Param, ParamSpec } from '../../core/definition/param.js';
import { numberIfWhole } from '../../core/rest/values.js';

/** An ID, sent as a number if it is one. */
export function id<const S extends ParamSpec>(summary: string, spec: S) {
  return textOrNumber(summary, { as: numberIfWhole, ...spec });
}

/** A list of IDs. */
export function ids<const S extends ParamSpec>(summary: string, spec: S) {
  return list(texts, summary, { as: (all: string[]) => all.map(numberIfWhole), ...spec });
}

/** The fields of an entity, as an object in the request. */
export function fields(of: string, example: string) {
  return record(`Fields of the ${of}`, { example });
}

/** The same for a request that has them next to its other fields. */
export function fieldsBeside(of: string, example: string) {
  return record(`Fields of the ${of}`, { option: 'fields', example, spread: true });
}

/** The same param with another field name: each group of methods spells it differently. */
export function sentAs<P extends Param>(param: P, field: string): P {
  return { ...param, wire: { ...param.wire, field } };
}

/** The reference's 0 means "none": nothing is sent. */
export function unlessZero(value: string): string | number | undefined {
  return numberIfWhole(value) || undefined;
}

/** A point in time in Bitrix24's format, with the time zone. */
export function atomTime(value: Date): string {
  return value.toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** Params that many methods accept. */
export const task = id('Task ID', { field: 'taskId', example: '8017' });
export const user = id('User ID', { field: 'USER_ID', example: '503' });
export const folder = id('Folder ID', { option: 'folderid', field: 'id', example: '8930' });
export const start = id('Number of items to skip; a page has 50', {
  option: 'offset',
  default: 0,
});
export const filter = (example: string) =>
  record('Filter: values by field', { example, optional: true });
export const name = text('Name', { option: 'title', field: 'data.NAME', example: 'Reports' });
export const newName = sentAs(name, 'newName');
export const dialog = textOrNumber('Chat ID such as chat1489, or user ID', {
  option: 'chat',
  field: 'DIALOG_ID',
  example: 'chat1489',
});
export const messageText = text('Text', { option: 'text', field: 'MESSAGE', example: 'Hello!' });
export const blocks = list(records, 'Attachments: see GetPictureBlock and GetFileBlock', {
  option: 'blocks',
  field: 'ATTACH',
  example: "[{'MESSAGE':'Tea at five'}]",
  optional: true,
});
/** The owner of a calendar. */
export const owner = {
  owner: id('Owner ID; 0 for the company', { field: 'ownerId', example: '503' }),
  type: text('Type of the owner', { values: ['user', 'group', 'company_calendar'] }),
};
