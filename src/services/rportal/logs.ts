import { number, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { encodeSegment } from '../../core/http/url.js';
import { page, project, queued } from './fields.js';
import { numberOf } from './ids.js';
import { fields } from './record.js';
import { logFields } from './structures.js';
import { custom, list, read, send, table } from './wire.js';

export const logs = table({
  /**
   * Writes a log message of a launch or an item.
   *
   * @returns `id` is the UUID of the message.
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/#save-single-log-without-attachment
   */
  writeLog: custom({
    effect: 'write',
    params: {
      project,
      params: fields(logFields, 'Fields of the message: see GetLogStructure', {
        example:
          "{'launchUuid':'2f6f7d1c-54d5-4d0c-9f0c-1f4f0d4a7c11','time':'2026-01-31T18:31:30Z','message':'Signed in','level':'info'}",
      }),
      queued,
    },
    run: ({ project, params, queued, ...access }, call) =>
      send(call, access, `POST /v${queued ? 2 : 1}/{project}/log/entry`, { project, ...params }),
  }),
  /** Gets a log message by its UUID. */
  getLog: read('GET /v1/{project}/log/{uuid}', {
    project,
    uuid: text('UUID of the message', { example: '1d2c3b4a-0f9e-4d8c-b7a6-5f4e3d2c1b0a' }),
  }),
  /** Lists the log messages of an item. */
  getItemLogs: list('GET /v1/{project}/log', 'content', {
    project,
    item: number('Item ID, the number', { field: 'filter.eq.item', example: '77' }),
    page,
  }),
  /**
   * Deletes a log message.
   *
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/
   */
  deleteLog: custom({
    effect: 'delete',
    params: {
      project,
      log: textOrNumber('ID of the message, or its UUID', { option: 'id', example: '501' }),
    },
    async run({ project, log, ...access }, call) {
      const id = await numberOf(call, access, `/v1/${encodeSegment(project)}/log`, log);
      return send(call, access, 'DELETE /v1/{project}/log/{id}', { project, id });
    },
  }),
});
