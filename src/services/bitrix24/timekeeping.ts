import { date, text as textParam } from '../../core/definition/kinds/index.js';
import { atomTime, id, sentAs, task, user } from './fields.js';
import { list, read, remove, table, write } from './wire.js';

// The methods of time spent take what they are given by its order: task, record, fields.
const inTask = { task: sentAs(task, 'TASKID') };
const record = { ...inTask, record: id('ID of the record', { field: 'ITEMID', example: '5' }) };
const amount = id('Time that was spent, in seconds', {
  field: 'ARFIELDS.SECONDS',
  example: '3600',
});
const about = {
  text: textParam('Comment', {
    field: 'ARFIELDS.COMMENT_TEXT',
    example: 'Made the tea',
    optional: true,
  }),
  date: textParam('When it was spent: ISO 8601 with a zone', {
    field: 'ARFIELDS.CREATED_DATE',
    example: '2026-01-31T18:30:00+03:00',
    optional: true,
  }),
};

const ofUser = {
  user: id('ID of the user; without it, the current one', {
    option: 'userid',
    field: 'USER_ID',
    example: '503',
    optional: true,
  }),
};
const day = (when: string) => ({
  ...ofUser,
  time: date(`${when}, on the current day; without it, now`, {
    field: 'TIME',
    as: atomTime,
    example: '2026-01-31T09:00:00Z',
    optional: true,
  }),
  report: textParam('Reason for another time than now', {
    field: 'REPORT',
    example: 'No network',
    optional: true,
  }),
});

export const timekeeping = table({
  /** Adds a record of time that was spent on a task. */
  addTaskTimeAccounting: write('task.elapsedItem.add', {
    ...inTask,
    amount,
    user: { ...ofUser.user, option: undefined, wire: sentAs(user, 'ARFIELDS.USER_ID').wire },
    ...about,
  }),
  /** Deletes a record of time. */
  deleteTaskTimeAccounting: remove('task.elapsedItem.delete', record),
  /** Lists the records of time that was spent on a task. */
  getTaskTimeAccountingList: list('task.elapsedItem.getList', 'result', inTask),
  /** Gets a record of time. */
  getTaskTimeAccounting: read('task.elapsedItem.get', record),
  /** Changes a record of time. */
  updateTaskTimeAccounting: write('task.elapsedItem.update', { ...record, amount, ...about }),
  /** Starts the working day of a user, or goes on with it after a pause. */
  startTimekeeping: write('timeman.open', day('Start')),
  /** Ends the working day of a user. */
  stopTimekeeping: write('timeman.close', day('End')),
  /** Pauses the working day of a user. */
  pauseTimekeeping: write('timeman.pause', ofUser),
  /** Gets the state of a user's working day. */
  getTimekeepingStatus: read('timeman.status', ofUser),
  /** Gets the settings of a user's working time. */
  getTimekeepingSettings: read('timeman.settings', ofUser),
});
