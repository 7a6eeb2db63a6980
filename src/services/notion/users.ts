import { text } from '../../core/definition/kinds/index.js';
import { list, read, table } from './wire.js';

export const users = table({
  /**
   * Lists the users in the workspace.
   *
   * @see https://developers.notion.com/reference/get-users
   */
  userList: list('GET /users', 'results'),
  /**
   * Retrieves a user.
   *
   * @see https://developers.notion.com/reference/get-user
   */
  getUserData: read('GET /users/{user}', {
    user: text('User ID', { example: 'd40e767c-d7af-4b18-a86d-55c61f1e39a4' }),
  }),
});
