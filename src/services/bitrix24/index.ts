/**
 * Tasks, CRM, feed, chats, drive and calendars of Bitrix24 portals.
 *
 * @module
 */
import { auth } from './auth.js';
import { customFields } from './custom-fields.js';
import { posts } from './posts.js';
import { rotatingToken } from './rotating-token.js';
import { tasks } from './tasks.js';

export { type ApplicationTokens, rotatingToken } from './rotating-token.js';

// Typed by their names: so their docstrings stand in the published types.
const bitrix24: { rotatingToken: typeof rotatingToken } & typeof auth &
  typeof posts &
  typeof tasks &
  typeof customFields = {
  rotatingToken,
  ...auth,
  ...posts,
  ...tasks,
  ...customFields,
};
export default bitrix24;
