import { structure } from '../../core/definition/structure.js';
import { login, page, user } from './fields.js';
import { numberOf } from './ids.js';
import { fields } from './record.js';
import { userFields } from './structures.js';
import { custom, list, read, send, table, write } from './wire.js';

const created = [...Object.keys(userFields), 'externalId', 'accountType'];
const changed = ['fullName', 'email', 'active', 'accountRole', 'role', 'externalId', 'accountType'];

export const users = table({
  /** Creates a user. Only administrators may. */
  createUser: write('POST /users', {
    params: fields(created, 'Fields of the user: see GetUserFieldsStructure', {
      spread: true,
      example:
        "{'login':'ann','password':'env-of-ann','fullName':'Ann Lee','email':'ann@example.com'}",
    }),
  }),
  /**
   * Deletes a user.
   *
   * @see https://reportportal.io/docs/admin-panel/ManageUsers/
   */
  deleteUser: custom({
    effect: 'delete',
    params: { id: user },
    async run({ id, ...access }, call) {
      const number = await numberOf(call, access, '/users', id);
      return send(call, access, 'DELETE /users/{number}', { number });
    },
  }),
  /**
   * Changes the name, the email address, the role or the state of a user.
   *
   * ReportPortal requires the full name with each change.
   *
   * @see https://reportportal.io/docs/admin-panel/ManageUsers/
   */
  updateUser: custom({
    effect: 'write',
    params: {
      login,
      params: fields(changed, 'Fields to change: fullName, email, active, accountRole', {
        example: "{'fullName':'Ann Lee','email':'lee@example.com'}",
      }),
    },
    run({ login, params: { accountRole, ...params }, ...access }, call) {
      // The same field has another name here.
      return send(call, access, 'PUT /users/{login}', { login, role: accountRole, ...params });
    },
  }),
  /** Gets the user of the token. */
  getCurrentUser: read('GET /users'),
  /** Gets a user by the login. */
  getUser: read('GET /users/{login}', { login }),
  /** Lists the users. Only administrators may. */
  getUsers: list('GET /users/all', 'content', { page }),
  /** Gets the projects of a user. */
  getUserProjects: read('GET /users/{login}/projects', { login }),
});

/** Returns a template of the fields of a user, for CreateUser and UpdateUser. */
export const getUserFieldsStructure = structure('rportal', 'GetUserFieldsStructure', userFields, {
  asMap: true,
});
