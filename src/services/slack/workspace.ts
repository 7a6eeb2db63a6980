import { cursor } from './fields.js';
import { list, read, table } from './wire.js';

export const workspace = table({
  /** Gets the bot or user that a token belongs to, and its workspace. */
  getBotInformation: read('auth.test'),
  /** Lists the workspaces that the app may act in. */
  getWorkspaceList: list('auth.teams.list', 'teams', { cursor }),
  /** Lists the users of the workspace. */
  getUserList: list('users.list', 'members', { cursor }),
});
