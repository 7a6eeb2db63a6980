import { service } from '../../core/definition/service.js';
import * as blocks from './blocks.js';
import { channels } from './channels.js';
import { conversations } from './conversations.js';
import { externalFiles } from './external-files.js';
import { files } from './files.js';
import { messages } from './messages.js';
import { request } from './wire.js';
import { workspace } from './workspace.js';

export default service({
  name: 'slack',
  title: 'Slack',
  category: 'Messaging',
  summary: 'Messages, channels, conversations and files of Slack workspaces',
  address: 'https://slack.com',
  regions: {
    'Management and settings': workspace,
    'Message management': messages,
    'Channel management': channels,
    'Dialog management': conversations,
    'File management': files,
    'External files management': externalFiles,
    'Block formation': blocks,
  },
  request,
});
