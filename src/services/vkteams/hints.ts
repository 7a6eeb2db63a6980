import { hintTable } from '../../core/rest/hints.js';

export const hintFor = hintTable({
  'Invalid token':
    'Check the token. A bot of your own VK Teams server needs the address of that server: the baseUrl call option.',
  'Permission denied': 'Add the bot to the chat, as an administrator for changes to the chat.',
  'Format error': 'Escape the text for its markup, or send it without markup.',
});
