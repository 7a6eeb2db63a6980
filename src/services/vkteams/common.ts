import { number } from '../../core/definition/kinds/index.js';
import { waitingFor } from '../../core/http/long-poll.js';
import { fileId } from './fields.js';
import { custom, read, send, table } from './wire.js';

export const common = table({
  /** Checks the token and gets the name and ID of the bot. */
  checkToken: read('self/get'),
  /**
   * Gets the events after an event: new and changed messages, members, pressed buttons.
   *
   * Without events, the server waits for one, up to the timeout.
   *
   * @returns `events`: pass the largest `eventId` with the next call, or they are repeated.
   * @see https://teams.vk.com/botapi/
   */
  getEvents: custom({
    effect: 'read',
    params: {
      last: number('ID of the last known event; 0 for the first', { example: '0' }),
      timeout: number('Seconds to wait for events', { default: 0 }),
    },
    run: ({ token, last, timeout }, call) =>
      waitingFor(call, timeout, (patient) =>
        send(patient, { token }, 'events/get', { lastEventId: last, pollTime: timeout }),
      ),
  }),
  /** Gets the type, size, name and URL of a file. */
  getFileInformation: read('files/getInfo', { fileId }),
});
