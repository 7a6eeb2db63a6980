/**
 * Messages, channels, conversations and files of Slack workspaces.
 *
 * @module
 */
import { channels } from './channels.js';

const slack: typeof channels = { ...channels };
export default slack;
