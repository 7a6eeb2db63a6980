/**
 * Tasks, CRM, feed, chats, drive and calendars of Bitrix24 portals.
 *
 * @module
 */
import { auth } from './auth.js';
import { rotatingToken } from './rotating-token.js';

export { type ApplicationTokens, rotatingToken } from './rotating-token.js';

// Typed by their names: so their docstrings stand in the published types.
const bitrix24: { rotatingToken: typeof rotatingToken } & typeof auth = {
  rotatingToken,
  ...auth,
};
export default bitrix24;
