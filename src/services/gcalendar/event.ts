import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** The fields of GetEventDescription. */
export const eventTemplate = {
  Description: 'description',
  Title: 'title',
  Venue: 'place',
  StartDate: 'start: 2026-02-02T10:00:00+03:00, or 2026-02-02 for all day',
  EndDate: 'end; of an all-day event, the day after its last',
  TimeZone: 'zone of times without an offset: Europe/Berlin',
  ArrayOfAttachmentURLs: { 'title of a file': 'its URL on Google Drive' },
  SendNotifications: true,
};

/** Fields of an event in the API that a caller may set. */
const OWN = [
  ...['summary', 'description', 'location', 'start', 'end', 'attendees', 'attachments', 'colorId'],
  ...['recurrence', 'reminders', 'visibility', 'transparency', 'status', 'id', 'conferenceData'],
  ...['extendedProperties', 'guestsCanInviteOthers', 'guestsCanModify', 'guestsCanSeeOtherGuests'],
  ...['anyoneCanAddSelf', 'source', 'sequence', 'eventType', 'originalStartTime', 'iCalUID'],
  ...['focusTimeProperties', 'outOfOfficeProperties', 'workingLocationProperties'],
  ...['birthdayProperties'],
];

/** The API's names of the fields with plain values. */
const RENAMED: Readonly<Record<string, string>> = {
  Description: 'description',
  Title: 'summary',
  Venue: 'location',
};

interface EventRequest {
  fields: JsonRecord;
  query: JsonRecord;
}

/** The request for an event in the fields of GetEventDescription, of the API, or of both. */
export function eventIn(props: JsonRecord, call: Call, { isChange = false } = {}): EventRequest {
  checkNames(props, call);
  const { StartDate: start, EndDate: end, TimeZone: zone } = props;
  const { ArrayOfAttachmentURLs: files, SendNotifications: notifies } = props;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    const field = RENAMED[name] ?? (OWN.includes(name) ? name : undefined);
    if (field !== undefined && value !== undefined) fields[field] = value;
  }
  const moment = (name: string, value: unknown) => momentOf({ name, value, zone, isChange }, call);
  if (isGiven(start)) fields.start = moment('StartDate', start);
  if (isGiven(end)) fields.end = moment('EndDate', end);
  if (isRecord(files) && Object.keys(files).length > 0) {
    fields.attachments = Object.entries(files).map(([title, fileUrl]) => ({ title, fileUrl }));
  }
  const query = {
    ...(fields.attachments !== undefined && { supportsAttachments: true }),
    ...(fields.conferenceData !== undefined && { conferenceDataVersion: 1 }),
    ...(isGiven(notifies) && { sendUpdates: String(notifies) === 'false' ? 'none' : 'all' }),
  };
  return { fields, query };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function checkNames(props: JsonRecord, call: Call): void {
  const known = [...Object.keys(eventTemplate), ...OWN];
  const unknown = Object.keys(props).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const same = known.find((name) => name.toLowerCase() === unknown.toLowerCase());
  const message = `${call.label('props')}: an event has no field "${unknown.slice(0, 60)}"`;
  const hint = same ? `Did you mean ${same}?` : `Its fields are ${known.join(', ')}.`;
  throw new InputError({
    ...{ method: call.method, param: 'props' },
    message: call.redactor.text(message),
    hint,
  });
}

const MOMENT =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s*(?<offset>Z|[+-]\d\d:?\d\d)?)?$/i;

interface Moment {
  name: string;
  value: unknown;
  zone: unknown;
  isChange: boolean;
}

/** A date, or a time with its zone. A change also removes the other of the two. */
function momentOf({ name, value, zone, isChange }: Moment, call: Call): JsonRecord {
  const text = value instanceof Date ? value.toISOString() : String(value).trim();
  const match = MOMENT.exec(text);
  if (!match) {
    const message = `${call.label('props')}.${name} must be a date such as 2026-01-31 or 2026-01-31T18:30:00Z`;
    throw new InputError({ method: call.method, param: 'props', message });
  }
  if (text.length === 10) return { date: text, ...(isChange && { dateTime: null }) };
  const isBare = match.groups!.offset === undefined;
  const own = isGiven(zone) ? String(zone) : undefined;
  const local = isBare ? Intl.DateTimeFormat().resolvedOptions().timeZone : undefined;
  const timeZone = own ?? local;
  const [, day, time, offset = ''] = /^(.{10})[T ]([\d:.,]{1,20}) ?(Z|[+-]\d\d:?\d\d)?$/i.exec(
    text,
  )!;
  return {
    // Google requires seconds.
    dateTime: `${day}T${time!.length === 5 ? `${time}:00` : time}${offset}`,
    ...(timeZone && { timeZone }),
    ...(isChange && { date: null }),
  };
}
