import { date, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { structure } from '../../core/definition/structure.js';
import { attributesOf } from './record.js';
import { itemCompletionFields, itemFields, launchFields } from './structures.js';

/** Returns a template of the fields of a launch, for CreateLaunch. */
export const getLaunchStructure = structure('rportal', 'GetLaunchStructure', launchFields, {
  asMap: true,
});

/** Returns a template of the fields of an item, for CreateItem. */
export const getItemStructure = structure('rportal', 'GetItemStructure', itemFields, {
  asMap: true,
});

/** Returns a template of the fields of a finished item, for FinishItem. */
export const getItemCompletionStructure = structure(
  'rportal',
  'GetItemCompletionStructure',
  itemCompletionFields,
  { asMap: true },
);

/** Returns the fields of a finished launch, for FinishLaunch. */
export const getLaunchCompletionStructure = method('rportal', 'GetLaunchCompletionStructure', {
  effect: 'read',
  offline: true,
  params: {
    endTime: date('Time of the end', { option: 'end', example: '2026-01-31T18:45:00Z' }),
    status: text('PASSED, FAILED, STOPPED, SKIPPED, INTERRUPTED or CANCELLED', {
      optional: true,
      example: 'PASSED',
    }),
    description: text('Description', { option: 'descr', optional: true }),
    attributes: text('Attributes: key:value, separated by commas', {
      option: 'attr',
      optional: true,
      example: 'build:3.1',
    }),
  },
  run: ({ endTime, status, description, attributes }, call) => ({
    endTime: endTime.toISOString(),
    ...(status && { status: status.toUpperCase() }),
    ...(description && { description }),
    ...(attributes && { attributes: attributesOf(attributes, callContext(call, 'attributes')) }),
  }),
});

/** Returns the fields of a log message, for WriteLog. */
export const getLogStructure = method('rportal', 'GetLogStructure', {
  effect: 'read',
  offline: true,
  params: {
    launch: text('UUID of the launch', { example: '2f6f7d1c-54d5-4d0c-9f0c-1f4f0d4a7c11' }),
    item: text('UUID of the item', {
      option: 'id',
      example: '6c1f0a52-6f0e-4a2e-8d0c-2b1f7f0f9a10',
    }),
    time: date('Time', { example: '2026-01-31T18:31:30Z' }),
    text: text('Message', { optional: true, example: 'Signed in' }),
    level: text('Level: error, warn, info, debug, trace, fatal or unknown', { default: 'info' }),
  },
  run: ({ launch, item, time, text, level }) => ({
    launchUuid: launch,
    itemUuid: item,
    time: time.toISOString(),
    ...(text && { message: text }),
    level,
  }),
});
