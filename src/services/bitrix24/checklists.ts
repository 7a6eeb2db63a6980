import { flag, text } from '../../core/definition/kinds/index.js';
import { yesNo } from '../../core/rest/values.js';
import { id, sentAs, task } from './fields.js';
import { list, read, remove, table, write } from './wire.js';

// These methods read their params by position: the task, the item, its fields.
const inTask = { task: sentAs(task, 'TASKID') };
const item = {
  ...inTask,
  element: id('Item ID', { field: 'ITEMID', example: '495' }),
};
const title = text('Text', { field: 'FIELDS.TITLE', example: 'Boil the water' });

export const checklists = table({
  /** Adds a checklist item to a task. */
  addTasksChecklistElement: write('task.checklistItem.add', {
    ...inTask,
    text: title,
    complete: flag('Mark it as done', {
      field: 'FIELDS.IS_COMPLETE',
      as: yesNo,
      default: false,
    }),
  }),
  /** Updates the text of a checklist item. */
  updateTasksChecklistElement: write('task.checklistItem.update', { ...item, text: title }),
  /** Deletes a checklist item. */
  deleteTasksChecklistElement: remove('task.checklistItem.delete', item),
  /** Lists the checklist items of a task. */
  getTasksChecklist: list('task.checklistItem.getList', 'result', inTask),
  /** Gets a checklist item. */
  getTasksChecklistElement: read('task.checklistItem.get', item),
  /** Marks a checklist item as done. */
  completeTasksChecklistElement: write('task.checklistItem.complete', item),
  /** Marks a checklist item as not done. */
  renewTasksChecklistElement: write('task.checklistItem.renew', item),
});
