import { httpCallOptions } from '../../core/definition/call-params.js';
import { service } from '../../core/definition/service.js';
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
import { storages } from './storages.js';
import { tasks } from './tasks.js';
import { timekeeping } from './timekeeping.js';
import { users } from './users.js';
import { request } from './wire.js';

export default service({
  name: 'bitrix24',
  title: 'Bitrix24',
  category: 'Business and productivity',
  summary: 'Tasks, CRM, feed, chats, drive and calendars of Bitrix24 portals',
  // Tokens come from a separate server of Bitrix24.
  callOptions: [...httpCallOptions, 'baseUrl'],
  regions: {
    'Settings and administartion': auth,
    'Feed posts management': posts,
    'Tasks management': tasks,
    'Customs tasks fields management': customFields,
    'Tasks checklists management': checklists,
    'Comments and results management': comments,
    Kanban: kanban,
    Timekeeping: timekeeping,
    'Storages management': storages,
    'Catalogs management': folders,
    'File management': files,
    'Chats and dialogs management': chats,
    'Message management': messages,
    'Notifications management': notifications,
    'Departments management': departments,
    'Users management': users,
    'Leads management': leads,
    'Deals management': deals,
    'Calendars management': calendars,
    'Calendar events management': events,
  },
  request,
});
