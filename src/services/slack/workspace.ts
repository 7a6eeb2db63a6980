import { cursor } from './fields.js';
import { list, read, table } from './wire.js';

export const workspace = table({
  /** Gets the bot or user of the token, and its workspace. */
  getBotInformation: read('auth.test'),
  /** Lists the workspaces that the app has access to. */
  getWorkspaceList: list('auth.teams.list', 'teams', { cursor }),
  /** Lists the users in the workspace. */
  getUserList: list('users.list', 'members', { cursor }),
});
