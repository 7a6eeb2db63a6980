/** Fields of the structures that a caller fills in, with the meaning of each. */

export const taskFilter = {
  ID: 'task ID',
  PARENT_ID: 'parent task ID',
  GROUP_ID: 'group ID',
  CREATED_BY: 'ID of the user who created it',
  STATUS_CHANGED_BY: 'ID of the user who last changed its status',
  PRIORITY: '0 low, 1 normal, 2 high',
  FORUM_TOPIC_ID: 'ID of the forum topic with its comments',
  RESPONSIBLE_ID: 'ID of the responsible user',
  TITLE: 'title; % matches any text',
  TAG: 'tag',
  REAL_STATUS: '2 pending, 3 in progress, 4 pending review, 5 completed, 6 deferred',
  MARK: 'P positive, N negative',
  SITE_ID: 'site ID',
  ADD_IN_REPORT: 'Y or N: whether it is in the efficiency report',
  DATE_START: 'when work on it started',
  DEADLINE: 'deadline',
  CREATED_DATE: 'when it was created',
  CLOSED_DATE: 'when it was completed',
  CHANGED_DATE: 'when it was last changed',
  ACCOMPLICE: 'user ID of a participant',
  AUDITOR: 'ID of an observer',
  DEPENDS_ON: 'ID of a task it depends on',
  ONLY_ROOT_TASKS: 'Y: only tasks that are not subtasks',
  STAGE_ID: 'stage ID',
  UF_CRM_TASK: 'CRM items: L_ID, D_ID, C_ID, CO_ID',
  STATUS: 'same as REAL_STATUS; also -1 overdue, -2 not viewed, -3 almost overdue',
};

export const comment = {
  AUTHOR_ID: 'ID of the author',
  AUTHOR_NAME: 'name of the author',
  AUTHOR_EMAIL: 'email address of the author',
  USE_SMILES: 'Y or N: whether emoticons become images',
  POST_MESSAGE: 'text',
  UF_FORUM_MESSAGE_DOC: ['ID of a file on the drive with the prefix n: n12345'],
};

export const chatFields = {
  TYPE: 'OPEN (open to all) or CHAT (by invitation)',
  TITLE: 'title',
  DESCRIPTION: 'description',
  COLOR: 'RED, GREEN, MINT, LIGHT_BLUE, DARK_BLUE, PURPLE, AQUA, PINK, LIME, BROWN …',
  MESSAGE: 'first message',
  USERS: ['user ID of a member'],
  AVATAR: 'image as Base64',
  OWNER_ID: 'user ID of the owner; by default, the current user',
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
  COMPANY_ID: 'company ID',
  CONTACT_ID: 'contact ID',
  CREATED_BY_ID: 'ID of the user who created it',
  CURRENCY_ID: 'currency: USD, EUR',
  DATE_CREATE: 'when it was created',
  DATE_MODIFY: 'when it was last changed',
  IS_RETURN_CUSTOMER: 'Y or N: whether it is from a returning customer',
  MODIFY_BY_ID: 'ID of the user who last changed it',
  MOVED_BY_ID: 'ID of the user who moved it to its current stage',
  MOVED_TIME: 'when it was moved to its current stage',
  OPENED: 'Y or N: whether everyone can see it',
  OPPORTUNITY: 'amount',
  TITLE: 'title',
};

export const leadFilter = {
  ...crmFilter,
  COMPANY_TITLE: 'company name',
  DATE_CLOSED: 'when it was closed',
  EMAIL: 'email address',
  HAS_EMAIL: 'Y or N: whether it has an email address',
  HAS_PHONE: 'Y or N: whether it has a phone number',
  STATUS_ID: 'stage: NEW, IN_PROCESS, CONVERTED …',
};

export const dealFilter = {
  ...crmFilter,
  BEGINDATE: 'start date',
  CATEGORY_ID: 'pipeline ID',
  CLOSEDATE: 'expected close date',
  IS_NEW: 'Y or N: whether it is new',
  IS_RECURRING: 'Y or N: whether it is a template for recurring deals',
  LEAD_ID: 'ID of the lead it was created from',
  PROBABILITY: 'probability in percent',
  REQUISITE_ID: 'ID of the company’s details',
  STAGE_ID: 'stage: NEW, PREPARATION, WON, LOSE …',
  TYPE_ID: 'type: SALE, COMPLEX …',
};

const reminder = { type: 'min, hour or day', count: 'how many of these before the event' };

export const calendarSettings = {
  view: 'default view: day, week, month or list',
  meetSection: 'ID of the calendar for invitations',
  crmSection: 'ID of the calendar for the CRM',
  showDeclined: 'true or false: whether declined events are shown',
  denyBusyInvitation: 'true or false: whether invitations for a busy time are declined',
  collapseOffHours: 'Y or N: whether hours outside work time are hidden',
  showWeekNumbers: 'Y or N: whether week numbers are shown',
  showTasks: 'Y or N: whether tasks are shown',
  syncTasks: 'Y or N: whether tasks are synchronized',
  showCompletedTasks: 'Y or N: whether completed tasks are shown',
  lastUsedSection: 'ID of the calendar for new events',
  sendFromEmail: 'email address that invitations are sent from',
  defaultSections: 'calendars for new events by calendar type',
  syncPeriodPast: 'number of past months to synchronize',
  syncPeriodFuture: 'number of future months to synchronize',
  defaultReminders: { fullDay: [reminder], withTime: [reminder] },
};

export const calendar = {
  type: 'user or group',
  ownerId: 'user or group ID of the owner',
  name: 'name',
  description: 'description',
  color: 'color: #E89B06',
  text_color: 'text color: #000000',
  export: { ALLOW: 'true or false: whether it can be exported', SET: 'months: all or 3_9' },
};

export const calendarEvent = {
  type: 'user, group or company_calendar',
  ownerId: 'user or group ID of the owner; 0 for the company',
  from: 'start: 2026-01-31T18:30:00',
  to: 'end: 2026-01-31T19:30:00',
  from_ts: 'start in seconds since 1970, instead of from',
  to_ts: 'end in seconds since 1970, instead of to',
  section: 'calendar ID',
  name: 'name',
  skip_time: 'Y or N: whether it is an all-day event',
  timezone_from: 'time zone of the start: Europe/Berlin',
  timezone_to: 'time zone of the end: Europe/Berlin',
  description: 'description',
  color: 'color: #E89B06',
  text_color: 'text color: #000000',
  accessibility: 'busy, absent, quest or free',
  importance: 'high, normal or low',
  private_event: 'Y or N: whether the event is private',
  rrule: {
    FREQ: 'DAILY, WEEKLY, MONTHLY or YEARLY',
    COUNT: 'number of repetitions',
    INTERVAL: 'number of days, weeks, months or years between repetitions',
    BYDAY: ['SU, MO, TU, WE, TH, FR or SA'],
    UNTIL: 'last day',
  },
  is_meeting: 'Y or N: whether it has participants',
  location: 'location',
  remind: [reminder],
  attendees: ['user ID of a participant'],
  host: 'user ID of the host',
  meeting: {
    notify: 'true or false: whether participants are notified of responses',
    reinvite: 'true or false: whether participants must confirm changes',
    allow_invite: 'true or false: whether participants can invite others',
    hide_guests: 'true or false: whether the participants are hidden',
  },
};

export const eventFilter = {
  from: 'start of the period; by default, a month ago',
  to: 'end of the period; by default, in three months',
  section: ['calendar ID'],
};
