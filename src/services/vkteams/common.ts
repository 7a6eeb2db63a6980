import { number } from '../../core/definition/kinds/index.js';
import { fileId } from './fields.js';
import { custom, read, send, table } from './wire.js';

/** How long after the end of a poll its response may arrive, unless the caller says otherwise. */
const ON_TOP = 30_000;

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
    async run({ token, last, timeout }, call) {
      // The time that the server is asked to wait does not count as silence.
      const firstByteTimeout = (call.options.firstByteTimeout ?? ON_TOP) + timeout * 1000;
      const patient = timeout > 0 ? call.with({ options: { firstByteTimeout } }) : call;
      const fields = { lastEventId: last, pollTime: timeout };
      const events = await send(patient, { token }, 'events/get', fields);
      call.answered = patient.answered;
      return events;
    },
  }),
  /** Gets the type, size, name and URL of a file. */
  getFileInformation: read('files/getInfo', { fileId }),
});
