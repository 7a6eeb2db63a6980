import { hintTable } from '../../core/rest/hints.js';

export const hintFor = hintTable({
  channel_not_found: 'Pass the channel ID, such as C012AB3CD, not its name.',
  not_in_channel: 'Invite the bot to the channel first, or call JoinChannel.',
  is_archived: 'The channel is archived. Unarchive it in Slack first.',
  invalid_auth: 'Check the token: it may have been revoked, or belong to another workspace.',
  not_authed: 'Check the token: Slack received none.',
  token_revoked: 'Create a new token, or reinstall the app.',
  missing_scope: 'Add the scope to the app and reinstall it.',
  not_allowed_token_type:
    'This method needs another type of token: a user token (xoxp-…) or a bot token (xoxb-…).',
  ratelimited: 'Slack limits the rate of calls to this method. Try again later.',
  msg_too_long: 'A message can have up to 40,000 characters.',
  no_text: 'Pass a text or blocks.',
  time_in_past: 'The time must be in the future.',
  time_too_far: 'The time must be within the next 120 days.',
  name_taken: 'A channel with this name already exists. Choose another name.',
});
