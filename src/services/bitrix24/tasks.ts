import { list as listOf, texts } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { fields, filter, id, ids, sentAs, start, task, user } from './fields.js';
import { taskFilter } from './structures.js';
import { list, read, remove, table, token, write } from './wire.js';

const taskByItsId = sentAs(task, 'id');
const dependence = {
  from: id('ID of the task that the other depends on', {
    option: 'taskfrom',
    field: 'taskIdFrom',
    example: '8017',
  }),
  to: id('ID of the dependent task', {
    option: 'taskto',
    field: 'taskIdTo',
    example: '8021',
  }),
};
const linkType = id('Type: 0 start-start, 1 start-finish, 2 finish-start, 3 finish-finish', {
  option: 'linktype',
  field: 'linkType',
  values: ['0', '1', '2', '3'],
});

export const tasks = table({
  /** Gets a task. Newer fields are only in REST 3.0: `tasks.task.get` at `/rest/api`. */
  getTask: read('tasks.task.get', { task }),
  /** Lists tasks. Newer fields are only in REST 3.0: `tasks.task.list` at `/rest/api`. */
  getTasksList: list('tasks.task.list', 'result.tasks', {
    filter: filter("{'RESPONSIBLE_ID':503,'>STATUS':1}"),
    start,
    // The reference has it before `select`. It is sent like all tokens, not as a field.
    token: { ...token, wire: { as: () => undefined } },
    select: listOf(texts, 'Fields to return', {
      example: "['ID','TITLE','STATUS']",
      optional: true,
    }),
  }),
  /** Creates a task. Newer fields are only in REST 3.0: `tasks.task.add` at `/rest/api`. */
  createTask: write('tasks.task.add', {
    fields: fields('task: see GetTaskFieldsStructure', "{'TITLE':'Tea','RESPONSIBLE_ID':503}"),
  }),
  /** Updates a task. Newer fields are only in REST 3.0: `tasks.task.update` at `/rest/api`. */
  updateTask: write('tasks.task.update', {
    task,
    fields: fields('task: see GetTaskFieldsStructure', "{'PRIORITY':2}"),
  }),
  /** Deletes a task. REST 3.0 has its own method: `tasks.task.delete` at `/rest/api`. */
  deleteTask: remove('tasks.task.delete', { task }),
  /** Attaches a file on the drive to a task. */
  attachFileToTopic: write('tasks.task.files.attach', {
    task,
    file: id('File ID', { option: 'fileid', field: 'fileId', example: '9043' }),
  }),
  /** Approves a task that is pending review. */
  approveTask: write('tasks.task.approve', { task }),
  /** Disapproves a task that is pending review. */
  disapproveTask: write('tasks.task.disapprove', { task }),
  /** Completes a task. */
  completeTask: write('tasks.task.complete', { task }),
  /** Reopens a completed task. */
  renewTask: write('tasks.task.renew', { task }),
  /** Defers a task. */
  deferTask: write('tasks.task.defer', { task }),
  /** Pauses a task. */
  pauseTask: write('tasks.task.pause', { task }),
  /** Starts a task. */
  startTask: write('tasks.task.start', { task }),
  /** Starts watching a task. */
  startWatchingTask: write('tasks.task.startWatch', { task }),
  /** Stops watching a task. */
  stopWatchingTask: write('tasks.task.stopWatch', { task }),
  /** Delegates a task to another user. */
  delegateTask: write('tasks.task.delegate', { task, user: sentAs(user, 'userId') }),
  /** Adds a task to favorites. */
  addTaskToFavorites: write('tasks.task.favorite.add', { task }),
  /** Removes a task from favorites. */
  removeTaskFromFavorites: write('tasks.task.favorite.remove', { task }),
  /** Lists the history of a task. */
  getTaskHistory: list('tasks.task.history.list', 'result.list', { task }),
  /** Gets the actions on a task that users have permission for. */
  checkTaskAccesses: read('tasks.task.getAccess', {
    task,
    users: ids('User IDs; by default, the current user', {
      example: "['503','547']",
      optional: true,
    }),
  }),
  /** Turns off notifications from a task. */
  muteTask: write('tasks.task.mute', { task: taskByItsId }),
  /** Turns on notifications from a task. */
  unmuteTask: write('tasks.task.unmute', { task: taskByItsId }),
  /** Creates a dependency between two tasks. */
  createTasksDependencies: write('task.dependence.add', { ...dependence, linkType }),
  /** Deletes a dependency between two tasks. */
  deleteTasksDependencies: remove('task.dependence.delete', {
    ...dependence,
    // Two tasks have one dependency: Bitrix24 needs no type, the reference has it.
    linkType: { ...linkType, wire: { as: () => undefined } },
  }),
  /** Lists the IDs of the tasks in the daily plan. */
  getDailyPlan: list('task.planner.getList', 'result'),
  /** Gets the fields of tasks with their types. */
  getTaskFieldsStructure: read('tasks.task.getFields'),
  /** Returns the filter fields of GetTasksList. Names may begin with `!`, `<`, `<=`, `>` or `>=`. */
  getTasksFilterStructure: structure('bitrix24', 'GetTasksFilterStructure', taskFilter, {
    asMap: true,
  }),
});
