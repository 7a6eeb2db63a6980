/**
 * Tasks, CRM, feed, chats, drive and calendars of Bitrix24 portals.
 *
 * @module
 */
import { auth } from './auth.js';
import { calendars } from './calendars.js';
import { chats } from './chats.js';
import { checklists } from './checklists.js';
import { comments } from './comments.js';
import { customFields } from './custom-fields.js';
import { deals } from './deals.js';
import { departments } from './departments.js';
import { events } from './events.js';
import { files } from './files.js';
import { folders } from './folders.js';
import { kanban } from './kanban.js';
import { leads } from './leads.js';
import { messages } from './messages.js';
import { notifications } from './notifications.js';
import { posts } from './posts.js';
import { rotatingToken } from './rotating-token.js';
import { storages } from './storages.js';
import { tasks } from './tasks.js';
import { timekeeping } from './timekeeping.js';
import { users } from './users.js';

export { type ApplicationTokens, rotatingToken } from './rotating-token.js';

// Typed by name, so that the published types have the docstrings.
const bitrix24: { rotatingToken: typeof rotatingToken } & typeof auth &
  typeof posts &
  typeof tasks &
  typeof customFields &
  typeof checklists &
  typeof comments &
  typeof kanban &
  typeof timekeeping &
  typeof storages &
  typeof folders &
  typeof files &
  typeof chats &
  typeof messages &
  typeof notifications &
  typeof departments &
  typeof users &
  typeof leads &
  typeof deals &
  typeof calendars &
  typeof events = {
  rotatingToken,
  ...auth,
  ...posts,
  ...tasks,
  ...customFields,
  ...checklists,
  ...comments,
  ...kanban,
  ...timekeeping,
  ...storages,
  ...folders,
  ...files,
  ...chats,
  ...messages,
  ...notifications,
  ...departments,
  ...users,
  ...leads,
  ...deals,
  ...calendars,
  ...events,
};
export default bitrix24;
