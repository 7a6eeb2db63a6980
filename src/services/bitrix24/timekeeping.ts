import { date, text as textParam } from '../../core/definition/kinds/index.js';
import { atomTime, id, sentAs, task, user } from './fields.js';
import { list, read, remove, table, write } from './wire.js';

// The methods for elapsed time read their params by position: task, record, fields.
const inTask = { task: sentAs(task, 'TASKID') };
const record = { ...inTask, record: id('Record ID', { field: 'ITEMID', example: '5' }) };
const amount = id('Time spent, in seconds', {
  field: 'ARFIELDS.SECONDS',
  example: '3600',
});
const about = {
  text: textParam('Comment', {
    field: 'ARFIELDS.COMMENT_TEXT',
    example: 'Made the tea',
    optional: true,
  }),
  date: textParam('When it was spent: ISO 8601 with a time zone', {
    field: 'ARFIELDS.CREATED_DATE',
    example: '2026-01-31T18:30:00+03:00',
    optional: true,
  }),
};

const ofUser = {
  user: id('User ID; by default, the current user', {
    option: 'userid',
    field: 'USER_ID',
    example: '503',
    optional: true,
  }),
};
const day = (when: string) => ({
  ...ofUser,
  time: date(`${when}, on the current day; by default, now`, {
    field: 'TIME',
    as: atomTime,
    example: '2026-01-31T09:00:00Z',
    optional: true,
  }),
  report: textParam('Reason, if the time is not now', {
    field: 'REPORT',
    example: 'No network',
    optional: true,
  }),
});

export const timekeeping = table({
  /** Adds a record of time spent on a task. */
  addTaskTimeAccounting: write('task.elapsedItem.add', {
    ...inTask,
    amount,
    user: { ...ofUser.user, option: undefined, wire: sentAs(user, 'ARFIELDS.USER_ID').wire },
    ...about,
  }),
  /** Deletes a record of time spent. */
  deleteTaskTimeAccounting: remove('task.elapsedItem.delete', record),
  /** Lists the records of time spent on a task. */
  getTaskTimeAccountingList: list('task.elapsedItem.getList', 'result', inTask),
  /** Gets a record of time spent. */
  getTaskTimeAccounting: read('task.elapsedItem.get', record),
  /** Updates a record of time spent. */
  updateTaskTimeAccounting: write('task.elapsedItem.update', { ...record, amount, ...about }),
  /** Starts a user's workday, or continues it after a pause. */
  startTimekeeping: write('timeman.open', day('Start')),
  /** Ends a user's workday. */
  stopTimekeeping: write('timeman.close', day('End')),
  /** Pauses a user's workday. */
  pauseTimekeeping: write('timeman.pause', ofUser),
  /** Gets the status of a user's workday. */
  getTimekeepingStatus: read('timeman.status', ofUser),
  /** Gets a user's work time settings. */
  getTimekeepingSettings: read('timeman.settings', ofUser),
});
