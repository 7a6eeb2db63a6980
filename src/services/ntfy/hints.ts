import { hintTable } from '../../core/rest/hints.js';

const LATER = 'Try again later, or use your own server.';

/**
 * By the codes of ntfy's errors.
 *
 * @see https://docs.ntfy.sh/publish/#limitations
 */
export const hintFor = hintTable({
  40001: 'The server has no outgoing email.',
  40004: 'A delay is a duration (30m, 2h), a Unix time, or words such as "tomorrow, 10am".',
  40005: 'The shortest delay of ntfy.sh is 10 seconds.',
  40006: 'The longest delay of ntfy.sh is 3 days.',
  40007: 'A priority is a number from 1 to 5, or min, low, default, high, max.',
  40008: 'It is a duration (10m), a Unix time, the ID of a message, latest or all.',
  40009: 'A topic has 1 to 64 letters, digits, _ and -.',
  40010: 'Choose another topic: the server uses this name itself.',
  40014: 'The server accepts no attachments, which longer messages would become.',
  40018: 'At most three actions: view, broadcast or http.',
  40401: 'Check the URL of the server. Deleting messages needs ntfy 2.16 or later.',
  41301:
    'The attachment is too large, or too much was uploaded today: ntfy.sh allows 15 MB in a file.',
  41303: 'The message is too long.',
  42901: `ntfy.sh allows 60 requests at once, then one in 5 seconds. ${LATER}`,
  42902: `Too many emails today. ${LATER}`,
  42903: `Too many subscriptions at the same time. ${LATER}`,
  42905: `Too much was uploaded today. ${LATER}`,
  42908: `ntfy.sh allows 250 messages a day without an account. ${LATER}`,
  50701: 'A topic of UnifiedPush needs a subscriber before something is published to it.',
});
