import { ConnectionError } from '../../core/errors/errors.js';

/** Closing could not send all messages. */
export class Unsent extends ConnectionError {
  constructor(count: number, after: number) {
    const messages = count === 1 ? '1 message was' : `${count} messages were`;
    super({
      message: `${messages} not sent: no peer accepted them within ${after / 1000} s (linger)`,
      hint: 'Check that the other side runs and reads, or allow a longer linger.',
      reason: 'UNSENT',
      sent: false,
      retryable: false,
    });
  }
}
