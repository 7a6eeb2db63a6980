import { greenApiReach } from '../../../../test/support/green-api.js';
import type { Differences, Reach } from '../../../../test/support/reach.js';
import { INSTANCE } from './stand-in.js';

export const reach: Reach = greenApiReach(INSTANCE);

export const differences: Differences = {
  id: {
    why: 'the ID of a notification stays exact as text',
    methods: /^DeleteNotification$/,
    differs: { kind: 'text' },
  },
};
