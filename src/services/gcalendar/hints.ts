/** What to do about an error code of Google Calendar. */
export const hints = {
  cannotDeletePrimaryCalendar:
    'The primary calendar cannot be deleted. ClearMainCalendar deletes all of its events.',
  deleted: 'It was deleted already.',
  duplicate: 'An event with this ID exists already, or existed before.',
  fullSyncRequired: 'The sync token has expired: list everything again without it.',
  updatedMinTooLongAgo: 'Choose a later time.',
  timeRangeEmpty: 'The end must be later than the start.',
  requiredAccessLevel: 'The account of the token may only read this calendar.',
};
