import { googleDifferences, googleReach } from '../../../../test/support/google.js';
import type { Differences } from '../../../../test/support/reach.js';

export const reach = googleReach;

export const differences: Differences = {
  ...googleDifferences,
  hidden: {
    why: 'a change of colors does not show a calendar that is hidden',
    methods: /^EditListCalendar$/,
    differs: { default: undefined },
  },
  props: { why: 'it is an event', methods: /^EditEvent$/, differs: { kind: 'record' } },
};
