import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { googleExamples, withAccount } from '../../../../test/support/google.js';
import { start } from './stand-in.js';

export const examples = withAccount(
  examplesByDefinition('gcalendar', {
    ...googleExamples,
    start,
    server: 'a stand-in that checks each request against Google’s published API description',
    instead: {
      DeleteCalendar:
        'oint gcalendar DeleteCalendar --token env:GOOGLE_TOKEN --calendar team@group.calendar.google.com',
    },
  }),
);
