import { flag, secret, text } from '../../core/definition/kinds/index.js';
import { commandMethod, database, type Field, furtherFields, more } from './command.js';
import { nameOrNames, roles } from './kinds.js';

const name = text('User name', { example: 'ada' });
const password = secret('Password; users of $external have none', {
  option: 'pwd',
  optional: true,
  example: 'env:ADA_PASSWORD',
});
const params = more(
  'Further fields of the command: customData, mechanisms …',
  "{'customData':{'team':'sales'}}",
);
const withCredentials = flag('Also get the hash of the password', {
  option: 'spwd',
  default: false,
});
const withPrivileges = flag('Also get the privileges', { option: 'sprv', default: false });

/**
 * Creates a user of a database.
 *
 * The user logs in with that database as `authSource`.
 *
 * @throws {ServiceError} The user exists already: code 51003.
 * @see https://www.mongodb.com/docs/manual/reference/command/createUser/
 */
export const createUser = commandMethod('CreateUser', {
  effect: 'write',
  params: {
    name,
    roles: roles("Roles: names of this database's roles, or objects with their database", {
      example: "['readWrite',{'role':'read','db':'stock'}]",
    }),
    database,
    password,
    params,
  },
  command: ({ name, roles, database, password, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [
      ['createUser', name],
      ['pwd', password],
      ['roles', roles, 'roles'],
      ...furtherFields(params),
    ],
  }),
});

/**
 * Changes a user: what is given replaces what was there.
 *
 * @throws {ServiceError} `UserNotFound`: the user does not exist in this database.
 * @see https://www.mongodb.com/docs/manual/reference/command/updateUser/
 */
export const updateUser = commandMethod('UpdateUser', {
  effect: 'write',
  params: {
    name,
    roles: roles('Roles, instead of the current ones', {
      optional: true,
      example: "['readWrite']",
    }),
    database,
    password,
    params,
  },
  command: ({ name, roles, database, password, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [
      ['updateUser', name],
      ['pwd', password],
      ['roles', roles, 'roles'],
      ...furtherFields(params),
    ],
  }),
});

/**
 * Gets users by their names.
 *
 * @returns `data.users`; it is empty if there are none with these names.
 * @see https://www.mongodb.com/docs/manual/reference/command/usersInfo/
 */
export const getUsers = commandMethod('GetUsers', {
  effect: 'read',
  params: {
    users: nameOrNames(
      "User name, an object such as {'user':'ada','db':'shop'}, or a list of them",
      {
        option: 'usrs',
        example: 'ada',
      },
    ),
    database,
    withCredentials,
    withPrivileges,
  },
  command: ({ users, database, ...shown }) => ({
    database,
    fields: [['usersInfo', users, 'users'], ...shownFields(shown)],
  }),
});

/**
 * Gets all users of a database.
 *
 * @see https://www.mongodb.com/docs/manual/reference/command/usersInfo/
 */
export const getDatabaseUsers = commandMethod('GetDatabaseUsers', {
  effect: 'read',
  params: { database, withCredentials, withPrivileges },
  command: ({ database, ...shown }) => ({
    database,
    fields: [['usersInfo', 1], ...shownFields(shown)],
  }),
});

function shownFields(shown: { withCredentials: boolean; withPrivileges: boolean }): Field[] {
  return [
    ['showCredentials', shown.withCredentials],
    ['showPrivileges', shown.withPrivileges],
  ];
}

/**
 * Deletes a user.
 *
 * @throws {ServiceError} `UserNotFound`: the user does not exist in this database.
 * @see https://www.mongodb.com/docs/manual/reference/command/dropUser/
 */
export const deleteUser = commandMethod('DeleteUser', {
  effect: 'delete',
  params: { name, database, params: more('Further fields of the command', "{'comment':'left'}") },
  command: ({ name, database, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [['dropUser', name], ...furtherFields(params)],
  }),
});
