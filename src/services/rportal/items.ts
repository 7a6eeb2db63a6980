import type { Call } from '../../core/definition/call.js';
import { text, textOrNumber } from '../../core/definition/kinds/index.js';
import { encodeSegment } from '../../core/http/url.js';
import { project, queued } from './fields.js';
import { numberOf, withUuid } from './ids.js';
import { fields } from './record.js';
import { itemCompletionFields, itemFields } from './structures.js';
import { type Access, custom, read, send, table } from './wire.js';

const uuid = text('UUID of the item', { example: '6c1f0a52-6f0e-4a2e-8d0c-2b1f7f0f9a10' });
const item = textOrNumber('Item ID, or its UUID', { option: 'id', example: '77' });

function itemNumber(call: Call, access: Access, project: string, item: string) {
  return numberOf(call, access, `/v1/${encodeSegment(project)}/item`, item);
}

const startFields = [...Object.keys(itemFields), 'uniqueId', 'testCaseId', 'hasStats', 'retryOf'];
const finishFields = [...Object.keys(itemCompletionFields), 'testCaseId', 'retryOf'];

export const items = table({
  /**
   * Starts an item of a launch: a suite, a test, a step.
   *
   * An item cannot start before its launch or its parent.
   *
   * @returns `id` is the UUID of the item, which its children, logs and FinishItem need.
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/#start-root-item
   */
  createItem: custom({
    effect: 'write',
    params: {
      project,
      params: fields(startFields, 'Fields of the item: see GetItemStructure', {
        example:
          "{'name':'Login','startTime':'2026-01-31T18:31:00Z','type':'STEP','launchUuid':'2f6f7d1c-54d5-4d0c-9f0c-1f4f0d4a7c11','uuid':'6c1f0a52-6f0e-4a2e-8d0c-2b1f7f0f9a10'}",
      }),
      parent: text('UUID of the parent item', { optional: true }),
      queued,
    },
    run({ project, params, parent, queued, ...access }, call) {
      const route = `POST /v${queued ? 2 : 1}/{project}/item${parent ? '/{parent}' : ''}`;
      return send(call, access, route, {
        project,
        parent: parent || undefined,
        ...withUuid(params),
      });
    },
  }),
  /** Gets an item by its UUID. Its `id` is the number that updates need. */
  getItem: read('GET /v1/{project}/item/{uuid}', { project, uuid }),
  /**
   * Changes the description, the attributes or the status of an item.
   *
   * An item has a number and a UUID: with the UUID, the number is asked for first.
   *
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/
   */
  updateItem: custom({
    effect: 'write',
    params: {
      project,
      item,
      params: fields(
        ['description', 'attributes', 'status'],
        'Fields to change: description, attributes, status',
        { example: "{'description':'Fails since build 3.1'}" },
      ),
    },
    async run({ project, item, params, ...access }, call) {
      const id = await itemNumber(call, access, project, item);
      const route = 'PUT /v1/{project}/item/{id}/update';
      return send(call, access, route, { project, id, ...params });
    },
  }),
  /**
   * Finishes an item.
   *
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/#finish-child-item
   */
  finishItem: custom({
    effect: 'write',
    params: {
      project,
      uuid,
      params: fields(finishFields, 'Fields: see GetItemCompletionStructure', {
        example:
          "{'endTime':'2026-01-31T18:32:00Z','status':'PASSED','launchUuid':'2f6f7d1c-54d5-4d0c-9f0c-1f4f0d4a7c11'}",
      }),
      queued,
    },
    run: ({ project, uuid, params, queued, ...access }, call) =>
      send(call, access, `PUT /v${queued ? 2 : 1}/{project}/item/{item}`, {
        project,
        item: uuid,
        ...params,
      }),
  }),
  /**
   * Deletes an item with its children and logs.
   *
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/
   */
  deleteItem: custom({
    effect: 'delete',
    params: { project, item },
    async run({ project, item, ...access }, call) {
      const id = await itemNumber(call, access, project, item);
      return send(call, access, 'DELETE /v1/{project}/item/{id}', { project, id });
    },
  }),
});
