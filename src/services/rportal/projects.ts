import { list as listOf, number, record, text, texts } from '../../core/definition/kinds/index.js';
import { page, project } from './fields.js';
import { list, read, remove, table, write } from './wire.js';

export const projects = table({
  /** Creates a project. */
  createProject: write(
    'POST /v1/project',
    {
      name: text('Name: letters, digits, hyphens and underscores', {
        field: 'projectName',
        example: 'tea_shop',
      }),
    },
    { fixed: { entryType: 'INTERNAL' } },
  ),
  /** Deletes a project with its launches. */
  deleteProject: remove('DELETE /v1/project/{id}', {
    id: number('Project ID', { example: '4' }),
  }),
  /** Gets a project with its settings and users. */
  getProject: read('GET /v1/project/{name}', {
    name: text('Project name', { example: 'tea_shop' }),
  }),
  /** Lists the projects. Only administrators may. */
  getProjects: list('GET /v1/project/list', 'content', { page }),
  /** Adds users to a project. */
  addUsersToProject: write('PUT /v1/project/{project}/assign', {
    project,
    users: record('Roles by login: CUSTOMER, OPERATOR, MEMBER or PROJECT_MANAGER', {
      field: 'userNames',
      example: "{'ann':'MEMBER'}",
    }),
  }),
  /** Removes users from a project. */
  excludeUsersFromProject: write('PUT /v1/project/{project}/unassign', {
    project,
    users: listOf(texts, 'Logins', { field: 'userNames', example: "['ann']" }),
  }),
});
