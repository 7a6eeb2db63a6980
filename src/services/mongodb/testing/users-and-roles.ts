import { BSON } from 'mongodb';
import type { Asked, Commands } from './asked.js';
import { CommandFailed } from './failed.js';
import { credentialOf } from './scram.js';
import type { Role, User } from './store.js';

/** Roles with their database: a name alone is of this one. */
function withDatabase(roles: unknown, db: string): BSON.Document[] {
  const all = (roles ?? []) as (string | BSON.Document)[];
  return all.map((one) => (typeof one === 'string' ? { role: one, db } : one));
}

function userIn({ store, db, target }: Asked): User {
  const found = store.users.get(`${db}.${target}`);
  if (found) return found;
  throw new CommandFailed(11, 'UserNotFound', `User '${target}@${db}' not found`);
}

function roleIn({ store, db, target }: Asked): Role {
  const found = store.roles.get(`${db}.${target}`);
  if (found) return found;
  throw new CommandFailed(31, 'RoleNotFound', `Role '${target}@${db}' not found`);
}

/** The names that usersInfo and rolesInfo ask for; `undefined` for all of the database. */
function asked(value: unknown, field: string, db: string): string[] | undefined {
  if (Number(value) === 1) return undefined;
  return (Array.isArray(value) ? value : [value]).map((one) =>
    typeof one === 'string' ? `${db}.${one}` : `${one.db}.${one[field]}`,
  );
}

function setPassword(user: User, password: unknown): void {
  if (password === undefined) return;
  for (const mechanism of ['SCRAM-SHA-1', 'SCRAM-SHA-256'] as const) {
    user.credentials[mechanism] = credentialOf(mechanism, user.user, String(password));
  }
}

function shownUser({ user, db, roles, credentials, customData }: User, command: BSON.Document) {
  return {
    ...{ _id: `${db}.${user}`, userId: idOf(`${db}.${user}`), user, db },
    ...(customData !== undefined && { customData }),
    ...(command.showCredentials && { credentials: asBson(credentials) }),
    ...{ roles, mechanisms: Object.keys(credentials) },
    ...(command.showPrivileges && { inheritedRoles: roles, inheritedPrivileges: [] }),
  };
}

function asBson(credentials: User['credentials']) {
  return Object.fromEntries(
    Object.entries(credentials).map(([name, { iterationCount, ...rest }]) => [
      name,
      { iterationCount: new BSON.Int32(iterationCount), ...rest },
    ]),
  );
}

/** A UUID, as real servers have one for each user. */
function idOf(name: string): BSON.Binary {
  return new BSON.Binary(Buffer.from(name.padEnd(16, '.').slice(0, 16)), 4);
}

const isNamed = (one: BSON.Document, { role, db }: BSON.Document) =>
  one.role === role && one.db === db;

export const USERS: Commands = {
  createUser(given) {
    const { store, db, target, command } = given;
    if (store.users.has(`${db}.${target}`)) {
      throw new CommandFailed(51003, 'Location51003', `User "${target}@${db}" already exists`);
    }
    const roles = withDatabase(command.roles, db);
    const user: User = { user: target, db, roles, credentials: {}, customData: command.customData };
    setPassword(user, command.pwd);
    store.users.set(`${db}.${target}`, user);
    return {};
  },
  updateUser(given) {
    const user = userIn(given);
    if (given.command.roles) user.roles = withDatabase(given.command.roles, given.db);
    if (given.command.customData) user.customData = given.command.customData;
    setPassword(user, given.command.pwd);
    return {};
  },
  dropUser(given) {
    userIn(given);
    given.store.users.delete(`${given.db}.${given.target}`);
    return {};
  },
  usersInfo({ store, db, command }) {
    const names = asked(command.usersInfo, 'user', db);
    const users = [...store.users].filter(
      ([name, user]) => names?.includes(name) ?? user.db === db,
    );
    return { users: users.map(([, user]) => shownUser(user, command)) };
  },
  grantRolesToUser(given) {
    const user = userIn(given);
    const more = withDatabase(given.command.roles, given.db);
    user.roles.push(...more.filter((one) => !user.roles.some((has) => isNamed(has, one))));
    return {};
  },
  revokeRolesFromUser(given) {
    const user = userIn(given);
    const less = withDatabase(given.command.roles, given.db);
    user.roles = user.roles.filter((has) => !less.some((one) => isNamed(has, one)));
    return {};
  },
  createRole({ store, db, target, command }) {
    if (store.roles.has(`${db}.${target}`)) {
      throw new CommandFailed(51002, 'Location51002', `Role "${target}@${db}" already exists`);
    }
    const { privileges, roles } = command;
    store.roles.set(`${db}.${target}`, {
      ...{ role: target, db, privileges, roles: withDatabase(roles, db) },
    });
    return {};
  },
  updateRole(given) {
    const role = roleIn(given);
    const { privileges, roles } = given.command;
    if (privileges) role.privileges = privileges;
    if (roles) role.roles = withDatabase(roles, given.db);
    return {};
  },
  dropRole(given) {
    roleIn(given);
    given.store.roles.delete(`${given.db}.${given.target}`);
    return {};
  },
  rolesInfo({ store, db, command }) {
    const names = asked(command.rolesInfo, 'role', db);
    const found = [...store.roles].filter(
      ([name, role]) => names?.includes(name) ?? role.db === db,
    );
    const roles = found.map(([name, { privileges, ...rest }]) => ({
      ...{ _id: name, ...rest, inheritedRoles: rest.roles, isBuiltin: false },
      ...(command.showPrivileges && { privileges, inheritedPrivileges: privileges }),
    }));
    return { roles };
  },
};
