import { hintTable } from '../../core/rest/hints.js';

/** By the status in the response. */
export const hintFor = hintTable({
  '1': 'The URL must start with https:// and have a certificate of a known authority.',
  '2': 'Check the token: copy it from the settings of the bot.',
  '5': 'Check the user ID: it differs for each bot.',
  '6': 'The user must subscribe to the bot first, by writing to it.',
  '7': 'The bot is blocked.',
  '10': 'Set a webhook first with SetWebhook: Viber delivers no messages before.',
  '11': 'The user has no device that can show this message.',
  '12': 'Viber limits the rate of calls. Try again later.',
  '15': 'Pass the ID of a super admin of the channel as the user.',
  '19': 'The bot is not allowed to send broadcasts.',
  '23': 'The bot has sent all its free messages. Since 2024, messages of new bots are paid.',
  '24': 'The balance of the account is empty.',
});
