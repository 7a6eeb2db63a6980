import { hintTable } from '../../core/rest/hints.js';

export const hintFor = hintTable({
  channel_not_found: 'Give the ID of the channel, as C012AB3CD, not its name.',
  not_in_channel: 'Invite the bot to the channel first, or call JoinChannel.',
  is_archived: 'The channel is archived: unarchive it in Slack first.',
  invalid_auth: 'Check the token: it may be revoked, or belong to another workspace.',
  not_authed: 'Check the token: Slack saw none.',
  token_revoked: 'Create a new token, or install the app again.',
  missing_scope: 'Add the scope to the app, and install it again.',
  not_allowed_token_type:
    'This method takes another kind of token: a user token (xoxp-…) or a bot token (xoxb-…).',
  ratelimited: 'Slack limits how often this method may be called. Try again later.',
  msg_too_long: 'A message holds at most 40,000 characters.',
  no_text: 'Give a text, or blocks.',
  time_in_past: 'The time must be in the future.',
  time_too_far: 'The time must be within the next 120 days.',
  name_taken: 'A channel of this name exists already: choose another.',
});
