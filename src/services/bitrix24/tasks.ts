import { list as listOf, texts } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { fields, filter, id, ids, sentAs, start, task, user } from './fields.js';
import { taskFilter } from './structures.js';
import { list, read, remove, table, token, write } from './wire.js';

const taskByItsId = sentAs(task, 'id');
const dependence = {
  from: id('ID of the task that comes first', {
    option: 'taskfrom',
    field: 'taskIdFrom',
    example: '8017',
  }),
  to: id('ID of the task that depends on it', {
    option: 'taskto',
    field: 'taskIdTo',
    example: '8021',
  }),
};
const linkType = id(
  'Kind: 0 start to start, 1 start to finish, 2 finish to start, 3 finish to finish',
  {
    option: 'linktype',
    field: 'linkType',
    values: ['0', '1', '2', '3'],
  },
);

export const tasks = table({
  /** Gets a task. Newer fields are only in REST 3.0: `tasks.task.get` at `/rest/api`. */
  getTask: read('tasks.task.get', { task }),
  /** Lists tasks. Newer fields are only in REST 3.0: `tasks.task.list` at `/rest/api`. */
  getTasksList: list('tasks.task.list', 'result.tasks', {
    filter: filter("{'RESPONSIBLE_ID':503,'>STATUS':1}"),
    start,
    // The reference has it before `select`. It travels as all tokens do, and not as a field.
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
  /** Changes a task. Newer fields are only in REST 3.0: `tasks.task.update` at `/rest/api`. */
  updateTask: write('tasks.task.update', {
    task,
    fields: fields('task: see GetTaskFieldsStructure', "{'PRIORITY':2}"),
  }),
  /** Deletes a task. REST 3.0 has a method of its own: `tasks.task.delete` at `/rest/api`. */
  deleteTask: remove('tasks.task.delete', { task }),
  /** Attaches a file of the drive to a task. */
  attachFileToTopic: write('tasks.task.files.attach', {
    task,
    file: id('ID of the file', { option: 'fileid', field: 'fileId', example: '9043' }),
  }),
  /** Approves a task that waits for control. */
  approveTask: write('tasks.task.approve', { task }),
  /** Rejects the result of a task that waits for control. */
  disapproveTask: write('tasks.task.disapprove', { task }),
  /** Completes a task. */
  completeTask: write('tasks.task.complete', { task }),
  /** Reopens a completed task. */
  renewTask: write('tasks.task.renew', { task }),
  /** Defers a task. */
  deferTask: write('tasks.task.defer', { task }),
  /** Pauses the work on a task. */
  pauseTask: write('tasks.task.pause', { task }),
  /** Starts the work on a task. */
  startTask: write('tasks.task.start', { task }),
  /** Starts watching a task. */
  startWatchingTask: write('tasks.task.startWatch', { task }),
  /** Stops watching a task. */
  stopWatchingTask: write('tasks.task.stopWatch', { task }),
  /** Delegates a task to another user. */
  delegateTask: write('tasks.task.delegate', { task, user: sentAs(user, 'userId') }),
  /** Adds a task to the favorites. */
  addTaskToFavorites: write('tasks.task.favorite.add', { task }),
  /** Removes a task from the favorites. */
  removeTaskFromFavorites: write('tasks.task.favorite.remove', { task }),
  /** Lists the changes of a task. */
  getTaskHistory: list('tasks.task.history.list', 'result.list', { task }),
  /** Gets what users may do with a task. */
  checkTaskAccesses: read('tasks.task.getAccess', {
    task,
    users: ids('IDs of the users; without them, the current one', {
      example: "['503','547']",
      optional: true,
    }),
  }),
  /** Turns the notifications of a task off. */
  muteTask: write('tasks.task.mute', { task: taskByItsId }),
  /** Turns the notifications of a task on. */
  unmuteTask: write('tasks.task.unmute', { task: taskByItsId }),
  /** Makes a task depend on another one. */
  createTasksDependencies: write('task.dependence.add', { ...dependence, linkType }),
  /** Deletes a dependence between two tasks. */
  deleteTasksDependencies: remove('task.dependence.delete', {
    ...dependence,
    // There is one dependence between two tasks: Bitrix24 asks for no kind, the reference does.
    linkType: { ...linkType, wire: { as: () => undefined } },
  }),
  /** Lists the IDs of the tasks in the daily plan. */
  getDailyPlan: list('task.planner.getList', 'result'),
  /** Gets the fields of tasks, with their types. */
  getTaskFieldsStructure: read('tasks.task.getFields'),
  /** Returns the fields that GetTasksList filters by. `!`, `<`, `<=`, `>`, `>=` may stand before a name. */
  getTasksFilterStructure: structure('bitrix24', 'GetTasksFilterStructure', taskFilter, {
    asMap: true,
  }),
});
