import { service } from '../../core/definition/service.js';
import { channels } from './channels.js';

export default service({
  name: 'slack',
  title: 'Slack',
  summary: 'Messages, channels, conversations and files of Slack workspaces',
  regions: {
    'Channel management': channels,
  },
});
