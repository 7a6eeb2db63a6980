import { text as textParam } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { id, sentAs, task } from './fields.js';
import { comment as commentFields } from './structures.js';
import { list, read, remove, table, write } from './wire.js';

// The methods of comments take what they are given by its order: task, comment, fields.
const inTask = { task: sentAs(task, 'TASKID') };
const one = id('ID of the comment', { field: 'ITEMID', example: '3157' });
const comment = { ...inTask, comment: one };
const ofResult = { comment: sentAs(one, 'commentId') };
const text = textParam('Text', { field: 'FIELDS.POST_MESSAGE', example: 'Done' });

export const comments = table({
  /** Lists the comments on a task. Frozen: portals with the new task card have chats in their place. */
  getTaskCommentsList: list('task.commentItem.getList', 'result', inTask),
  /** Gets a comment on a task. Frozen: portals with the new task card have chats in their place. */
  getTaskComment: read('task.commentItem.get', comment),
  /** Adds a comment to a task. Frozen: REST 3.0 has `tasks.task.chat.message.send` at `/rest/api`. */
  addTaskComment: write('task.commentItem.add', { ...inTask, text }),
  /** Changes a comment on a task. Frozen: with the new task card, EditMessage does it. */
  updateTaskComment: write('task.commentItem.update', { ...comment, text }),
  /** Deletes a comment on a task. Frozen: with the new task card, DeleteMessage does it. */
  deleteTaskComment: remove('task.commentItem.delete', comment),
  /** Lists the results of a task. Newer fields are only in REST 3.0, at `/rest/api`. */
  getResultsList: list('tasks.task.result.list', 'result', { task }),
  /** Makes a comment a result of its task. */
  createResultFromComment: write('tasks.task.result.addFromComment', ofResult),
  /** Makes a comment no result of its task any more: the comment stays. */
  deleteResultFromComment: remove('tasks.task.result.deleteFromComment', ofResult),
  /** Returns the fields of a comment. */
  getCommentStructure: structure('bitrix24', 'GetCommentStructure', commentFields),
});
