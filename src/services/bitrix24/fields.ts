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

/** An ID: on the wire a number, where it is one. */
export function id<const S extends ParamSpec>(summary: string, spec: S) {
  return textOrNumber(summary, { as: numberIfWhole, ...spec });
}

/** A list of IDs. */
export function ids<const S extends ParamSpec>(summary: string, spec: S) {
  return list(texts, summary, { as: (all: string[]) => all.map(numberIfWhole), ...spec });
}

/** The fields of something, as a record of its own in the request. */
export function fields(of: string, example: string) {
  return record(`Fields of the ${of}`, { example });
}

/** The same where the request takes them beside its others. */
export function fieldsBeside(of: string, example: string) {
  return record(`Fields of the ${of}`, { option: 'fields', example, spread: true });
}

/** The same param by another name on the wire: each family of methods spells it in its own way. */
export function sentAs<P extends Param>(param: P, field: string): P {
  return { ...param, wire: { ...param.wire, field } };
}

/** The reference's 0 for "none": nothing is sent. */
export function unlessZero(value: string): string | number | undefined {
  return numberIfWhole(value) || undefined;
}

/** A point in time as Bitrix24 reads it, with its zone. */
export function atomTime(value: Date): string {
  return value.toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** A day of the calendar. */
export function day(value: Date): string {
  return value.toISOString().slice(0, 10);
}

/** Params that many methods take. */
export const task = id('ID of the task', { field: 'taskId', example: '8017' });
export const user = id('ID of the user', { field: 'USER_ID', example: '503' });
export const folder = id('ID of the folder', { option: 'folderid', field: 'id', example: '8930' });
export const start = id('How many to skip: a page has 50', {
  option: 'offset',
  default: 0,
});
export const filter = (example: string) =>
  record('Filter: fields and their values', { example, optional: true });
export const name = text('Name', { option: 'title', field: 'data.NAME', example: 'Reports' });
export const newName = sentAs(name, 'newName');
export const dialog = textOrNumber('ID of a chat with chat before it, or of a user', {
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
/** Whose calendar it is. */
export const owner = {
  owner: id('ID of the owner; 0 for the company', { field: 'ownerId', example: '503' }),
  type: text('Whose it is', { values: ['user', 'group', 'company_calendar'] }),
};
