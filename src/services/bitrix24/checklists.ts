import { flag, text } from '../../core/definition/kinds/index.js';
import { yesNo } from '../../core/rest/values.js';
import { id, sentAs, task } from './fields.js';
import { list, read, remove, table, write } from './wire.js';

// These methods take what they are given by its order: first the task, then the item, then its fields.
const inTask = { task: sentAs(task, 'TASKID') };
const item = {
  ...inTask,
  element: id('ID of the item', { field: 'ITEMID', example: '495' }),
};
const title = text('Text', { field: 'FIELDS.TITLE', example: 'Boil the water' });

export const checklists = table({
  /** Adds an item to the checklist of a task. */
  addTasksChecklistElement: write('task.checklistItem.add', {
    ...inTask,
    text: title,
    complete: flag('It is done already', {
      field: 'FIELDS.IS_COMPLETE',
      as: yesNo,
      default: false,
    }),
  }),
  /** Changes the text of an item in a checklist. */
  updateTasksChecklistElement: write('task.checklistItem.update', { ...item, text: title }),
  /** Deletes an item of a checklist. */
  deleteTasksChecklistElement: remove('task.checklistItem.delete', item),
  /** Lists the items in the checklists of a task. */
  getTasksChecklist: list('task.checklistItem.getList', 'result', inTask),
  /** Gets an item of a checklist. */
  getTasksChecklistElement: read('task.checklistItem.get', item),
  /** Marks an item of a checklist as done. */
  completeTasksChecklistElement: write('task.checklistItem.complete', item),
  /** Marks an item of a checklist as not done. */
  renewTasksChecklistElement: write('task.checklistItem.renew', item),
});
