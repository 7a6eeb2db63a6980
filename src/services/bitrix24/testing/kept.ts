import type { Keep, Kind } from '../../../../test/stand-in/shelves.js';

/** The entities that one group of methods creates, reads, updates and deletes. */
interface Family {
  /** The start of the methods' names: `crm.deal`. */
  readonly of: string;
  readonly by: string;
  readonly from?: string;
  readonly within?: string;
  /** Path to one entity, and to a list, in the response. */
  readonly at?: string;
  readonly list?: string;
}

const FAMILIES: readonly Family[] = [
  { of: 'tasks.task', by: 'taskId', from: 'fields', at: 'result.task', list: 'result.tasks' },
  { of: 'crm.lead', by: 'id', from: 'fields' },
  { of: 'crm.deal', by: 'id', from: 'fields' },
  { of: 'task.commentitem', by: 'ITEMID', from: 'FIELDS', within: 'TASKID' },
  { of: 'task.checklistitem', by: 'ITEMID', from: 'FIELDS', within: 'TASKID' },
  { of: 'task.elapseditem', by: 'ITEMID', from: 'ARFIELDS', within: 'TASKID' },
  { of: 'task.item.userfield', by: 'ID', from: 'PARAMS' },
  { of: 'department', by: 'ID' },
  { of: 'user', by: 'ID' },
  { of: 'calendar.section', by: 'id', within: 'ownerId' },
  { of: 'calendar.event', by: 'id', within: 'ownerId' },
  { of: 'log.blogpost', by: 'POST_ID' },
];

/** Methods whose names do not say what they do, and groups that differ from the others. */
const OWN: Readonly<Record<string, Keep>> = {
  'task.elapseditem.get': { does: 'read', kind: 'task.elapseditem', by: 'ITEMID', at: 'result.0' },
  'task.item.userfield.update': {
    ...{ does: 'update', kind: 'task.item.userfield', by: 'ID', from: 'DATA' },
  },
  'department.get': list('department', { by: 'offset', from: 'START' }),
  'user.get': list('user', { by: 'offset', from: 'start' }),
  'user.search': list('user', { by: 'offset', from: 'start' }),
  'calendar.event.get': { ...list('calendar.event', false), within: 'ownerId' },
  'calendar.event.getbyid': { does: 'read', kind: 'calendar.event', by: 'id', at: 'result' },
  'calendar.section.get': { ...list('calendar.section', false), within: 'ownerId' },
  'log.blogpost.get': list('log.blogpost', { by: 'offset', from: 'start' }),
  'tasks.task.complete': status('5'),
  'tasks.task.defer': status('6'),
  'tasks.task.start': status('3'),
  'tasks.task.pause': status('2'),
  'tasks.task.renew': status('2'),
  'tasks.task.delegate': {
    ...status('2'),
    set: ({ userId }) => ({ responsibleId: userId }),
  },
  'task.checklistitem.complete': done('Y'),
  'task.checklistitem.renew': done('N'),
  'disk.storage.getlist': list('storages', { by: 'offset', from: 'start' }),
  'disk.folder.addsubfolder': created('folders'),
  'disk.storage.addfolder': created('folders'),
  'disk.folder.get': { does: 'read', kind: 'folders', by: 'id', at: 'result' },
  'disk.folder.rename': renamed('folders'),
  'disk.folder.deletetree': { does: 'delete', kind: 'folders', by: 'id' },
  'disk.folder.getchildren': { ...list('folders', { by: 'offset', from: 'start' }), within: 'id' },
  'disk.storage.getchildren': { ...list('folders', { by: 'offset', from: 'start' }), within: 'id' },
  'disk.folder.uploadfile': created('files'),
  'disk.folder.uploadFile': created('files'),
  'disk.storage.uploadfile': created('files'),
  'disk.file.get': { does: 'read', kind: 'files', by: 'id', at: 'result' },
  'disk.file.rename': renamed('files'),
  'disk.file.delete': { does: 'delete', kind: 'files', by: 'id' },
};

function list(kind: string, paging: false | { by: 'offset'; from: string }): Keep {
  const pages = paging && { ...paging, size: 50, next: 'next', total: 'total' };
  return { does: 'list', kind, at: 'result', paging: pages };
}

function status(value: string): Keep {
  return {
    ...{ does: 'update', kind: 'tasks.task', by: 'taskId', at: 'result.task' },
    set: () => ({ status: value }),
  };
}

function done(IS_COMPLETE: string): Keep {
  return { does: 'update', kind: 'task.checklistitem', by: 'ITEMID', set: () => ({ IS_COMPLETE }) };
}

function created(kind: string): Keep {
  return { does: 'create', kind, from: 'data', within: 'id', at: 'result' };
}

function renamed(kind: string): Keep {
  return {
    does: 'update',
    kind,
    by: 'id',
    at: 'result',
    set: ({ newName }) => ({ NAME: newName }),
  };
}

export const KEEPS: Readonly<Record<string, Keep>> = {
  ...Object.assign({}, ...FAMILIES.map(keepsOf)),
  ...OWN,
};

export const KINDS: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.values(KEEPS).map(({ kind }) => [
    kind,
    { ids: ['ID', 'id'], id: (n: number) => 1000 + n },
  ]),
);

function keepsOf({ of: kind, by, from, within, at = 'result', list: lists = 'result' }: Family) {
  const one = { kind, by, within, at };
  return {
    [`${kind}.add`]: { does: 'create', ...one, from },
    [`${kind}.get`]: { does: 'read', ...one },
    [`${kind}.update`]: { does: 'update', ...one, from },
    [`${kind}.delete`]: { does: 'delete', kind, by },
    [`${kind}.list`]: { does: 'list', kind, within, at: lists },
    [`${kind}.getlist`]: { does: 'list', kind, within, at: lists },
  } satisfies Record<string, Keep>;
}
