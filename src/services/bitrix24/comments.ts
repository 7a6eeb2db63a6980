import { text as textParam } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { id, sentAs, task } from './fields.js';
import { comment as commentFields } from './structures.js';
import { list, read, remove, table, write } from './wire.js';

// The methods for comments read their params by position: task, comment, fields.
const inTask = { task: sentAs(task, 'TASKID') };
const one = id('Comment ID', { field: 'ITEMID', example: '3157' });
const comment = { ...inTask, comment: one };
const ofResult = { comment: sentAs(one, 'commentId') };
const text = textParam('Text', { field: 'FIELDS.POST_MESSAGE', example: 'Done' });

export const comments = table({
  /** Lists the comments on a task. No longer developed: the new task card has a chat instead. */
  getTaskCommentsList: list('task.commentItem.getList', 'result', inTask),
  /** Gets a comment on a task. No longer developed: the new task card has a chat instead. */
  getTaskComment: read('task.commentItem.get', comment),
  /**
   * Adds a comment to a task.
   *
   * No longer developed: REST 3.0 has `tasks.task.chat.message.send` at `/rest/api`.
   */
  addTaskComment: write('task.commentItem.add', { ...inTask, text }),
  /** Updates a comment on a task. No longer developed: for the new task card, use EditMessage. */
  updateTaskComment: write('task.commentItem.update', { ...comment, text }),
  /** Deletes a comment on a task. No longer developed: for the new task card, use DeleteMessage. */
  deleteTaskComment: remove('task.commentItem.delete', comment),
  /** Lists the results of a task. Newer fields are only in REST 3.0, at `/rest/api`. */
  getResultsList: list('tasks.task.result.list', 'result', { task }),
  /** Creates a task result from a comment. */
  createResultFromComment: write('tasks.task.result.addFromComment', ofResult),
  /** Deletes the task result created from a comment. The comment stays. */
  deleteResultFromComment: remove('tasks.task.result.deleteFromComment', ofResult),
  /** Returns the fields of a comment. */
  getCommentStructure: structure('bitrix24', 'GetCommentStructure', commentFields),
});
