import { flag, text } from '../../core/definition/kinds/index.js';
import { id, sentAs, task, unlessZero } from './fields.js';
import { read, remove, table, write } from './wire.js';

const title = text('Stage name', { field: 'fields.TITLE', example: 'In review' });
const stage = id('Stage ID', { field: 'id', example: '5' });
const color = text('Color as RRGGBB', { field: 'fields.COLOR', default: 'FFD800' });
const after = id('ID of the previous stage; by default, the stage becomes the first', {
  option: 'prevstage',
  field: 'fields.AFTER_ID',
  as: unlessZero,
  default: 0,
});
const board = id('Group ID; 0 for the planner of the current user', {
  option: 'entityid',
  field: 'entityId',
  default: 0,
});
const asAdmin = flag('Skip permission checks (administrators only)', {
  option: 'admin',
  field: 'isAdmin',
  default: false,
});
const neighbor = (where: string) =>
  id(`ID of the task to put it ${where}`, { as: unlessZero, default: 0 });

export const kanban = table({
  /** Adds a stage to the kanban board of a group, or to the planner. */
  addKanbanStage: write('task.stages.add', {
    title,
    color,
    after,
    board: sentAs(board, 'fields.ENTITY_ID'),
    asAdmin,
  }),
  /** Updates a stage. Without the ID of the previous stage, it becomes the first. */
  updateKanbansStage: write('task.stages.update', {
    title,
    stage,
    color: text('Color as RRGGBB', { field: 'fields.COLOR', example: '9DCF00', optional: true }),
    after,
    asAdmin,
  }),
  /** Deletes a stage that has no tasks. */
  deleteKanbanStage: remove('task.stages.delete', { stage, asAdmin }),
  /** Gets the stages of a kanban board or the planner, by ID. */
  getKanbanStages: read('task.stages.get', { board, asAdmin }),
  /** Moves a task to another stage. */
  moveTaskToKanbanStage: write('task.stages.moveTask', {
    task: sentAs(task, 'id'),
    stage: sentAs(stage, 'stageId'),
    before: neighbor('before'),
    after: neighbor('after'),
  }),
});
