import type { Call } from '../../core/definition/call.js';
import { number, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { requestBytes } from '../../core/http/request.js';
import { encodeSegment } from '../../core/http/url.js';
import { page, project, queued } from './fields.js';
import { numberOf, withUuid } from './ids.js';
import { fields } from './record.js';
import { launchCompletionFields, launchFields } from './structures.js';
import { type Access, addressOf, custom, list, policy, read, send, table } from './wire.js';

const uuid = text('UUID of the launch', { example: '2f6f7d1c-54d5-4d0c-9f0c-1f4f0d4a7c11' });
const launch = textOrNumber('Launch ID, or its UUID', { option: 'id', example: '42' });

function launchNumber(call: Call, access: Access, project: string, launch: string) {
  return numberOf(call, access, `/v1/${encodeSegment(project)}/launch`, launch);
}

export const launches = table({
  /**
   * Starts a launch.
   *
   * @returns `id` is the UUID of the launch, which items, logs and FinishLaunch need.
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/#start-launch
   */
  createLaunch: custom({
    effect: 'write',
    params: {
      project,
      params: fields(Object.keys(launchFields), 'Fields of the launch: see GetLaunchStructure', {
        example:
          "{'name':'Nightly','startTime':'2026-01-31T18:30:00Z','uuid':'2f6f7d1c-54d5-4d0c-9f0c-1f4f0d4a7c11','attributes':'build:3.1'}",
      }),
      queued,
    },
    run: ({ project, params, queued, ...access }, call) =>
      send(call, access, `POST /v${queued ? 2 : 1}/{project}/launch`, {
        project,
        ...withUuid(params),
      }),
  }),
  /** Gets a launch by its UUID. Its `id` is the number that updates need. */
  getLaunch: read('GET /v1/{project}/launch/{uuid}', { project, uuid }),
  /**
   * Changes the description, the attributes or the mode of a launch.
   *
   * A launch has a number and a UUID: with the UUID, the number is asked for first.
   *
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/
   */
  updateLaunch: custom({
    effect: 'write',
    params: {
      project,
      launch,
      params: fields(
        ['mode', 'description', 'attributes'],
        'Fields to change: description, attributes, mode',
        { example: "{'description':'All green'}" },
      ),
    },
    async run({ project, launch, params, ...access }, call) {
      const id = await launchNumber(call, access, project, launch);
      const route = 'PUT /v1/{project}/launch/{id}/update';
      return send(call, access, route, { project, id, ...params });
    },
  }),
  /**
   * Finishes a launch.
   *
   * @returns `link` leads to the launch.
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/#finish-launch
   */
  finishLaunch: custom({
    effect: 'write',
    params: {
      project,
      uuid,
      params: fields(launchCompletionFields, 'Fields: see GetLaunchCompletionStructure', {
        example: "{'endTime':'2026-01-31T18:45:00Z','status':'PASSED'}",
      }),
      queued,
    },
    run: ({ project, uuid, params, queued, ...access }, call) =>
      send(call, access, `PUT /v${queued ? 2 : 1}/{project}/launch/{uuid}/finish`, {
        project,
        uuid,
        ...params,
      }),
  }),
  /**
   * Deletes a launch with its items and logs.
   *
   * @see https://reportportal.io/docs/dev-guides/ReportingDevelopersGuide/
   */
  deleteLaunch: custom({
    effect: 'delete',
    params: { project, launch },
    async run({ project, launch, ...access }, call) {
      const id = await launchNumber(call, access, project, launch);
      return send(call, access, 'DELETE /v1/{project}/launch/{id}', { project, id });
    },
  }),
  /**
   * Downloads the report of a launch.
   *
   * @see https://reportportal.io/docs/work-with-reports/ExportReports/
   */
  getLaunchReport: custom({
    effect: 'read',
    binary: 'report.pdf',
    params: {
      project,
      launch,
      format: text('Format', { values: ['pdf', 'xls', 'html'], default: 'pdf' }),
    },
    async run({ project, launch, format, ...access }, call) {
      const id = await launchNumber(call, access, project, launch);
      const url = addressOf(call, access.url, 'api');
      url.pathname += `/v1/${encodeSegment(project)}/launch/${id}/report`;
      return requestBytes(call, 'GET', url, {
        ...policy,
        token: access.token,
        query: { view: format },
        ownHeaders: { accept: '*/*' },
      });
    },
  }),
  /** Lists the items of a launch. */
  getLaunchItems: list('GET /v1/{project}/item', 'content', {
    project,
    launch: number('Launch ID, the number', {
      option: 'id',
      field: 'filter.eq.launchId',
      example: '42',
    }),
    page,
  }),
});
