/** The fields of structures that are filled in and passed on, and what each of them means. */

export const taskFilter = {
  ID: 'ID of the task',
  PARENT_ID: 'ID of the parent task',
  GROUP_ID: 'ID of the group',
  CREATED_BY: 'ID of the user who created it',
  STATUS_CHANGED_BY: 'ID of the user who changed its status last',
  PRIORITY: '0 low, 1 usual, 2 high',
  FORUM_TOPIC_ID: 'ID of the topic with its comments',
  RESPONSIBLE_ID: 'ID of the user who does it',
  TITLE: 'title; % matches any text',
  TAG: 'tag',
  REAL_STATUS: '2 waits, 3 in progress, 4 waits for control, 5 completed, 6 deferred',
  MARK: 'P good, N bad',
  SITE_ID: 'ID of the site',
  ADD_IN_REPORT: 'Y or N: whether it is in the report',
  DATE_START: 'when the work began',
  DEADLINE: 'deadline',
  CREATED_DATE: 'when it was created',
  CLOSED_DATE: 'when it was completed',
  CHANGED_DATE: 'when it was changed last',
  ACCOMPLICE: 'ID of a user who helps',
  AUDITOR: 'ID of a user who watches',
  DEPENDS_ON: 'ID of the task that it depends on',
  ONLY_ROOT_TASKS: 'Y: only tasks that are part of no other',
  STAGE_ID: 'ID of the stage',
  UF_CRM_TASK: 'elements of the CRM: L_ID, D_ID, C_ID, CO_ID',
  STATUS: 'as REAL_STATUS; also -1 overdue, -2 not seen, -3 nearly overdue',
};

export const comment = {
  AUTHOR_ID: 'ID of the author',
  AUTHOR_NAME: 'name of the author',
  AUTHOR_EMAIL: 'email address of the author',
  USE_SMILES: 'Y or N: whether smileys become pictures',
  POST_MESSAGE: 'text',
  UF_FORUM_MESSAGE_DOC: ['ID of a file on the drive, with n before it: n12345'],
};

export const chatFields = {
  TYPE: 'OPEN or CHAT: open to all, or by invitation',
  TITLE: 'title',
  DESCRIPTION: 'description',
  COLOR: 'RED, GREEN, MINT, LIGHT_BLUE, DARK_BLUE, PURPLE, AQUA, PINK, LIME, BROWN …',
  MESSAGE: 'first message',
  USERS: ['ID of a member'],
  AVATAR: 'picture as Base64',
  OWNER_ID: 'ID of the owner; without it, the current user',
};

export const userFilter = {
  NAME: 'first name',
  LAST_NAME: 'last name',
  WORK_POSITION: 'position',
  UF_DEPARTMENT_NAME: 'name of the department',
  USER_TYPE: 'employee, extranet or email',
};

const crmFilter = {
  ID: 'ID',
  ASSIGNED_BY_ID: 'ID of the responsible user',
  COMPANY_ID: 'ID of the company',
  CONTACT_ID: 'ID of the contact',
  CREATED_BY_ID: 'ID of the user who created it',
  CURRENCY_ID: 'currency: USD, EUR',
  DATE_CREATE: 'when it was created',
  DATE_MODIFY: 'when it was changed last',
  IS_RETURN_CUSTOMER: 'Y or N: whether the customer comes again',
  MODIFY_BY_ID: 'ID of the user who changed it last',
  MOVED_BY_ID: 'ID of the user who moved it to its stage',
  MOVED_TIME: 'when it was moved to its stage',
  OPENED: 'Y or N: whether all see it',
  OPPORTUNITY: 'amount',
  TITLE: 'title',
};

export const leadFilter = {
  ...crmFilter,
  COMPANY_TITLE: 'name of the company',
  DATE_CLOSED: 'when it was closed',
  EMAIL: 'email address',
  HAS_EMAIL: 'Y or N: whether it has an email address',
  HAS_PHONE: 'Y or N: whether it has a phone number',
  STATUS_ID: 'stage: NEW, IN_PROCESS, CONVERTED …',
};

export const dealFilter = {
  ...crmFilter,
  BEGINDATE: 'when it began',
  CATEGORY_ID: 'ID of the pipeline',
  CLOSEDATE: 'when it ends',
  IS_NEW: 'Y or N: whether it is new',
  IS_RECURRING: 'Y or N: whether it is a template of recurring deals',
  LEAD_ID: 'ID of the lead that it was made of',
  PROBABILITY: 'probability in percent',
  REQUISITE_ID: 'ID of the company’s details',
  STAGE_ID: 'stage: NEW, PREPARATION, WON, LOSE …',
  TYPE_ID: 'type: SALE, COMPLEX …',
};

const reminder = { type: 'min, hour or day', count: 'how many of them before the event' };

export const calendarSettings = {
  view: 'day, week, month or list: what is shown first',
  meetSection: 'ID of the calendar for invitations',
  crmSection: 'ID of the calendar for the CRM',
  showDeclined: 'true or false: whether declined events are shown',
  denyBusyInvitation: 'true or false: whether invitations to a busy time are forbidden',
  collapseOffHours: 'Y or N: whether the hours off work are hidden',
  showWeekNumbers: 'Y or N: whether weeks have numbers',
  showTasks: 'Y or N: whether tasks are shown',
  syncTasks: 'Y or N: whether tasks are synchronized',
  showCompletedTasks: 'Y or N: whether completed tasks are shown',
  lastUsedSection: 'ID of the calendar for new events',
  sendFromEmail: 'email address that invitations are sent from',
  defaultSections: 'calendars for new events, by the kind of calendar',
  syncPeriodPast: 'months before today that are synchronized',
  syncPeriodFuture: 'months after today that are synchronized',
  defaultReminders: { fullDay: [reminder], withTime: [reminder] },
};

export const calendar = {
  type: 'user or group',
  ownerId: 'ID of the user or group that it belongs to',
  name: 'name',
  description: 'description',
  color: 'color: #E89B06',
  text_color: 'color of the text: #000000',
  export: { ALLOW: 'true or false: whether it may be exported', SET: 'all or 3_9: which months' },
};

export const calendarEvent = {
  type: 'user, group or company_calendar',
  ownerId: 'ID of the user or group that it belongs to; 0 for the company',
  from: 'start: 2026-01-31T18:30:00',
  to: 'end: 2026-01-31T19:30:00',
  from_ts: 'start in seconds since 1970, in place of from',
  to_ts: 'end in seconds since 1970, in place of to',
  section: 'ID of the calendar',
  name: 'name',
  skip_time: 'Y or N: whether it takes whole days',
  timezone_from: 'time zone of the start: Europe/Berlin',
  timezone_to: 'time zone of the end: Europe/Berlin',
  description: 'description',
  color: 'color: #E89B06',
  text_color: 'color of the text: #000000',
  accessibility: 'busy, absent, quest or free',
  importance: 'high, normal or low',
  private_event: 'Y or N: whether others see what it is',
  rrule: {
    FREQ: 'DAILY, WEEKLY, MONTHLY or YEARLY',
    COUNT: 'how many times',
    INTERVAL: 'every how many days, weeks, months or years',
    BYDAY: ['SU, MO, TU, WE, TH, FR or SA'],
    UNTIL: 'last day',
  },
  is_meeting: 'Y or N: whether it has participants',
  location: 'place',
  remind: [reminder],
  attendees: ['ID of a participant'],
  host: 'ID of the host',
  meeting: {
    notify: 'true or false: whether participants are told of changes',
    reinvite: 'true or false: whether changes are to be confirmed',
    allow_invite: 'true or false: whether participants may invite others',
    hide_guests: 'true or false: whether participants are hidden',
  },
};

export const eventFilter = {
  from: 'start of the period; without it, a month ago',
  to: 'end of the period; without it, in three months',
  section: ['ID of a calendar'],
};
