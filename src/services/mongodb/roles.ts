import { flag, list, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { commandMethod, database, furtherFields, more } from './command.js';
import { document, documents, nameOrNames, plainValue, roles } from './kinds.js';
import type { PrivilegeStructure } from './types.js';

const name = text('Name of the role', { example: 'clerk' });
const user = text('User name', { example: 'ada' });
const privileges = documents('Privileges, as GetRolePrivilegeStructure returns them', {
  option: 'prvl',
  optional: true,
  example: "[{'resource':{'db':'shop','collection':'orders'},'actions':['find','insert']}]",
});
const inherited = roles('Roles to inherit from: names, or objects with their database', {
  option: 'roles',
  optional: true,
  example: "['read']",
});
const granted = roles('Roles: names, or objects with their database', {
  option: 'roles',
  example: "['read',{'role':'readWrite','db':'stock'}]",
});
const params = more('Further fields of the command', "{'comment':'by the migration'}");

/**
 * Creates a role of a database.
 *
 * @throws {ServiceError} The role exists already: code 51002.
 * @see https://www.mongodb.com/docs/manual/reference/command/createRole/
 */
export const createRole = commandMethod('CreateRole', {
  effect: 'write',
  params: { name, database, privileges, roles: inherited, params },
  command: ({ name, database, privileges = [], roles = [], params }) => ({
    database,
    concern: 'writeConcern',
    fields: [
      ['createRole', name],
      ['privileges', privileges, 'privileges'],
      ['roles', roles, 'roles'],
      ...furtherFields(params),
    ],
  }),
});

/**
 * Changes a role: what is given replaces what was there.
 *
 * @throws {ServiceError} `RoleNotFound`: the role does not exist in this database.
 * @see https://www.mongodb.com/docs/manual/reference/command/updateRole/
 */
export const updateRole = commandMethod('UpdateRole', {
  effect: 'write',
  params: { name, database, privileges, roles: inherited, params },
  command: ({ name, database, privileges, roles, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [
      ['updateRole', name],
      ['privileges', privileges, 'privileges'],
      ['roles', roles, 'roles'],
      ...furtherFields(params),
    ],
  }),
});

/**
 * Gets roles by their names.
 *
 * @returns `data.roles`; it is empty if there are none with these names.
 * @see https://www.mongodb.com/docs/manual/reference/command/rolesInfo/
 */
export const getRoles = commandMethod('GetRoles', {
  effect: 'read',
  params: {
    roles: nameOrNames("Role, an object such as {'role':'clerk','db':'shop'}, or a list of them", {
      example: 'clerk',
    }),
    database,
    withPrivileges: flag('Also get the privileges', { option: 'sprv', default: false }),
  },
  command: ({ roles, database, withPrivileges }) => ({
    database,
    fields: [
      ['rolesInfo', roles, 'roles'],
      ['showPrivileges', withPrivileges],
    ],
  }),
});

/**
 * Deletes a role.
 *
 * @throws {ServiceError} `RoleNotFound`: the role does not exist in this database.
 * @see https://www.mongodb.com/docs/manual/reference/command/dropRole/
 */
export const deleteRole = commandMethod('DeleteRole', {
  effect: 'delete',
  params: { name, database, params },
  command: ({ name, database, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [['dropRole', name], ...furtherFields(params)],
  }),
});

/**
 * Gives roles to a user, in addition to those that the user has.
 *
 * @throws {ServiceError} `UserNotFound`, `RoleNotFound`: check the databases, too.
 * @see https://www.mongodb.com/docs/manual/reference/command/grantRolesToUser/
 */
export const grantRoles = commandMethod('GrantRoles', {
  effect: 'write',
  params: { user, roles: granted, database, params },
  command: ({ user, roles, database, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [['grantRolesToUser', user], ['roles', roles, 'roles'], ...furtherFields(params)],
  }),
});

/**
 * Takes roles away from a user.
 *
 * @throws {ServiceError} `UserNotFound`: the user does not exist in this database.
 * @see https://www.mongodb.com/docs/manual/reference/command/revokeRolesFromUser/
 */
export const revokeRoles = commandMethod('RevokeRoles', {
  effect: 'write',
  params: { user, roles: granted, database, params },
  command: ({ user, roles, database, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [['revokeRolesFromUser', user], ['roles', roles, 'roles'], ...furtherFields(params)],
  }),
});

/**
 * Returns a privilege for CreateRole and UpdateRole: what is allowed, and where.
 */
export const getRolePrivilegeStructure = method('mongodb', 'GetRolePrivilegeStructure', {
  effect: 'read',
  offline: true,
  params: {
    resource: document("Resource: {'db':'…','collection':'…'}, or {'cluster':true}", {
      option: 'res',
      example: "{'db':'shop','collection':'orders'}",
    }),
    actions: list(texts, 'Actions', { option: 'act', example: "['find','insert','update']" }),
  },
  run: ({ resource, actions }): PrivilegeStructure => ({
    resource: plainValue(resource),
    actions,
  }),
});
